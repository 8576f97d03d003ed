"""Telling people (消息): the inbox, e-mail and short messages by an outbox, digests (spec 4.3, 6.1)."""
