"""Uploads (文件): on disk and committed before "accepted", sealed, found by content (spec: uploads)."""
