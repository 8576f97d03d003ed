"""Telephone numbers: what a mobile one looks like, and how they are shown: `139****2208` (spec 4.2)."""

from __future__ import annotations

import re

MOBILE = re.compile(r"1[3-9][0-9]{9}\Z")


def mask_phone(phone: str) -> str:
    """The number with its middle hidden; of a short one only the last two digits stand."""
    if len(phone) < 8:
        return "*" * max(len(phone) - 2, 0) + phone[-2:]
    return phone[:3] + "****" + phone[-4:]
