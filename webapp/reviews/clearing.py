"""Every warning that a reviewer clears before agreeing (W of 1.3): the decision's, the photo's, the seal's.

What a later stage warns of is named by import path, as the parts of the page are: `warns(application)` gives
(key, code, sentence) of each.
"""

from __future__ import annotations

from collections.abc import Iterable

from webapp.applicants.models import Application
from webapp.applicants.once import once
from webapp.applicants.warnings import Warned, warned
from webapp.jobs.kinds import load
from webapp.photos.queries import photo_of
from webapp.photos.words import said

SOURCES: tuple[str, ...] = ("webapp.papers.part:seal_warnings",)


def standing(application: Application) -> list[Warned]:
    """All warnings of an application that stand now, in the order of the page."""
    others: list[Warned] = list(_of_photo(application))
    for path in SOURCES:
        others += [Warned(*one) for one in load(path)(application)]
    return [*warned(application), *others]


def _of_photo(application: Application) -> Iterable[Warned]:
    """Of the photo as it is (三(三)3); a missing one is no warning here, but a paper that lacks."""
    photo = once(application, "photo", photo_of)
    if photo is None:
        return
    for kept in photo.warnings:
        code = str(kept[0])
        yield Warned(f"photo-{photo.id}-{code}", f"photo.{code}", str(said(kept)))
