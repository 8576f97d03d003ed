"""What a reviewer must clear before an application goes on (W of spec 1.3): each by a key, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from webapp.applicants.models import Application
from webapp.policy.spans import N_
from webapp.sheets.messages import sentence

UNATTESTED = "experience_unattested"
PHOTO = "photo"  # the field of what a photo is warned of (三(三)3)
OF_PHOTOS = {
    "photo_ratio": N_("照片宽 %(width)s、高 %(height)s 像素，与二寸（35×49 毫米）的比例相差较大，请核对照片"),
    "photo_not_blue": N_("照片边缘只有 %(blue)s%% 是蓝色，通知要求蓝色背景，请核对照片"),
}


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
    """The warnings of an application that still stand; the unit's attestation lifts its own."""
    shown = []
    for number, one in enumerate(application.warnings):
        if one["code"] == UNATTESTED and application.attested:
            continue
        shown.append(Warned(f"{number}-{one['code']}", one["code"], said(one)))
    return shown


def said(one: dict[str, Any]) -> str:
    """A stored warning in words."""
    if one["code"] in OF_PHOTOS:
        return str(gettext(OF_PHOTOS[one["code"]], **one["params"]))
    return sentence(one["code"], one.get("params", {}), gettext)
