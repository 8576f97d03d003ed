"""三(四), 1.11: programmes, versions and late openings in the database itself: only added, each city its own."""

from __future__ import annotations
