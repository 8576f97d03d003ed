"""Telephone numbers as they are shown: `139****2208` (spec 4.2)."""

from __future__ import annotations


def mask_phone(phone: str) -> str:
    """The number with its middle hidden; of a short one only the last two digits stand."""
    if len(phone) < 8:
        return "*" * max(len(phone) - 2, 0) + phone[-2:]
    return phone[:3] + "****" + phone[-4:]
