"""The notice that is shipped with the product: the first programme of a city starts from it."""

from __future__ import annotations

from pathlib import Path

from webapp.policy.load import policy_for
from webapp.programmes.keeping import NoticeText

_FOLDER = Path(__file__).parent


def shipped_notice(year: int) -> NoticeText:
    """The text of the newest shipped notice that isn't later than `year`; persons aren't named."""
    policy = policy_for(year)
    body = (_FOLDER / f"notice_{policy.year}.txt").read_text(encoding="utf-8")
    return NoticeText(policy.title, "", policy.issuer, policy.issued, body)
