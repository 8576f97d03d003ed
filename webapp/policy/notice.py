"""The shipped notices as text: what the bureau issued, for the public page until a city enters its own (六).

People's names, the private mailbox and the private number of the original are left out, marked by 〔 〕.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from webapp.policy.load import policy_for

_FOLDER = Path(__file__).parent


@lru_cache(maxsize=8)
def notice_text(year: int) -> str:
    """The text of the notice in force in `year`, below its title; a paragraph a line."""
    issued = policy_for(year).issued.year
    return (_FOLDER / f"notice-{issued}.txt").read_text(encoding="utf-8").strip()
