"""三(四), 1.11: programmes, versions, late openings in the database: only added, each city its own."""

from __future__ import annotations
