"""Annex 1 as a form (三(二), 1.4): drafts that keep whatever was typed, checked and handed in."""
