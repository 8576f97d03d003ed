"""How papers stand: not sealed, sealed, or sealed and stale since the data changed (三(三)1, W)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tenants.sealing import Keyring
from webapp.applicants.models import Application
from webapp.extensions import keyring
from webapp.papers.contents import changed_fields, changed_people, people_of, words_of
from webapp.papers.models import PaperList, SealedPaper
from webapp.papers.queries import list_seal, seal_of, seals_of
from webapp.photos.models import ApplicationPhoto
from webapp.photos.queries import photo_of, photos_of
from webapp.policy.spans import N_

NOT_SEALED, SEALED, STALE = "none", "sealed", "stale"
# State → its word and the ground of its badge.
WORDS = {NOT_SEALED: (N_("未盖章"), "waiting"), SEALED: (N_("已盖章"), "passed"),
         STALE: (N_("盖章件已过期"), "refused")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """A paper's seal, if it has one, and what changed since in the words of the form."""

    paper: SealedPaper | None
    changed: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        if self.paper is None:
            return NOT_SEALED
        return STALE if self.changed else SEALED


def standing_of(application: Application, history: Sequence[SealedPaper] | None = None) -> Standing:
    """How the Annex 1 of an application stands; of its papers when they were read already."""
    standing = [one for one in history or () if one.ended_at is None]
    paper = seal_of(application) if history is None else next(iter(standing), None)
    photo = photo_of(application) if paper else None
    return _standing(application, paper, photo, keyring())


def standings_of(applications: Sequence[Application]) -> dict[int, Standing]:
    """How the Annex 1 of each application stands, by id; three queries for all."""
    papers = seals_of(applications)
    photos = photos_of([one for one in applications if one.id in papers])
    ring = keyring()
    return {one.id: _standing(one, papers.get(one.id), photos.get(one.id), ring) for one in applications}


def _standing(
    application: Application, paper: SealedPaper | None, photo: ApplicationPhoto | None, ring: Keyring
) -> Standing:
    if paper is None:
        return Standing(None)
    now = words_of(application, ring, photo_mark(photo))
    return Standing(paper, tuple(changed_fields(sealed_content(paper, ring), now)))


def list_standing(paper_list: PaperList | None, people: Sequence[Application]) -> Standing:
    """How the Annex 2 of a list stands: stale when its people or their data are others."""
    return seal_standing(list_seal(paper_list), people)


def seal_standing(paper: SealedPaper | None, people: Sequence[Application]) -> Standing:
    """The same of a seal that was read already."""
    if paper is None:
        return Standing(None)
    ring = keyring()
    return Standing(paper, tuple(changed_people(sealed_content(paper, ring), people_of(people, ring))))


def sealed_content(paper: SealedPaper, ring: Keyring) -> dict[str, Any]:
    """What stood in the copy that was sealed."""
    content: dict[str, Any] = json.loads(ring.open_text(paper.content))
    return content


def photo_mark(photo: ApplicationPhoto | None) -> str:
    """What tells one photo from another: the keyed digest of its file."""
    return (photo.digest or "") if photo else ""
