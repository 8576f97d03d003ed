"""What a typed identity number is looked up by: written as it is stored, whatever the spaces and the x."""

from __future__ import annotations

import unicodedata

from webapp.people.identity import upgrade


def person_key_of(typed: str) -> str:
    """The person's key of a typed number: full width made narrow, no spaces or dashes, capitals, 15 digits
    upgraded to 18."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    number = "".join(sign for sign in plain if sign.isalnum())
    return upgrade(number) if len(number) == 15 and number.isdigit() else number
