"""Tenants, users and roles administered, and what everybody did (spec 1.1, 1.2, 4.5)."""
