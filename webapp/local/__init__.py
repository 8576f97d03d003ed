"""The embedded default: PostgreSQL and Valkey by their binaries, and the supervisor over all processes."""
