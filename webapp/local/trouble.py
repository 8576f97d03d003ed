"""The one error of the embedded default: a sentence for a person, saying what is wrong and what to do."""

from __future__ import annotations


class SetupTrouble(Exception):
    """Something about this set-up keeps the product from running; the message is shown as it is."""
