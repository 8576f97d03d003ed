"""Pages for everybody, signed in or not: nothing of anybody's data (the full public section comes later)."""
