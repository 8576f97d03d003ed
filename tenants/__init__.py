"""Who: identity, isolation, authorisation and audit. A database session is always somebody's."""
