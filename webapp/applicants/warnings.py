"""What a reviewer must clear before an application goes on (W of spec 1.3): each by a key, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from webapp.applicants.models import Application
from webapp.applicants.states import CORRECTABLE
from webapp.sheets.messages import sentence

UNATTESTED = "experience_unattested"


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning: its key within the application, its code, its sentence."""

    key: str
    code: str
    sentence: str


def needs_attesting(application: Application) -> bool:
    """Whether the conditions are met by years alone, so that the unit's word is asked for (三(一)2-3)."""
    return any(one["code"] == UNATTESTED for one in application.warnings)


def warned(application: Application) -> list[Warned]:
    """The warnings of an application that still stand; the unit's attestation lifts its own, once the unit
    has agreed: while it lies with the unit its word is the verdict's, whatever was said before."""
    lifted = application.attested and application.state not in CORRECTABLE
    shown = []
    for number, one in enumerate(application.warnings):
        if one["code"] == UNATTESTED and lifted:
            continue
        shown.append(Warned(f"{number}-{one['code']}", one["code"], said(one)))
    return shown


def said(one: dict[str, Any]) -> str:
    """A stored warning in words."""
    return sentence(one["code"], one.get("params", {}), gettext)
