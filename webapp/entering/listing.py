"""The drafts as their list shows them: whose form it is, for what, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.entering.content import shown, unseal
from webapp.entering.models import ApplicationDraft
from webapp.entering.rules import REQUIRED
from webapp.extensions import keyring


@dataclass(frozen=True, slots=True)
class Line:
    """One draft: the numbers masked, how many of the needed fields are filled."""

    public_id: str
    name: str
    id_masked: str
    target: str
    filled: int
    needed: int
    correcting: bool
    updated_at: datetime


def listed(drafts: Sequence[ApplicationDraft]) -> list[Line]:
    """The lines of the list, in the order given."""
    return [_line(one) for one in drafts]


def _line(draft: ApplicationDraft) -> Line:
    content = unseal(draft.content, keyring())
    target = "・".join(
        str(content[name]) for name in ("target_occupation", "target_level") if content.get(name)
    )
    stints = {"experience_months"} if content.get("stints") else set()
    filled = sum(bool(content.get(name)) or name in stints for name in REQUIRED)
    return Line(
        draft.public_id, str(content.get("name") or ""), shown("id_number", content), target, filled,
        len(REQUIRED), draft.application_id is not None, draft.updated_at,
    )  # fmt: skip
