"""A child process under hard limits: the only place where a stranger's file meets a parser (spec 4.6)."""
