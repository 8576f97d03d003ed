"""What a photo must be (三(三)3): size, upright and in ratio, blue ground. Pure: figures in, verdicts out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from webapp.policy.rules import Photo

MB = 1_000_000  # as file managers and the notice count: 2M is 2,000,000 bytes


class Outcome(StrEnum):
    REFUSED = "refused"  # E
    WARNED = "warned"  # W


@dataclass(frozen=True, slots=True)
class Verdict:
    """One finding: its code (a sentence in webapp.photos.words), outcome, figures and clause."""

    code: str
    outcome: Outcome
    clause: str
    params: dict[str, Any] = field(default_factory=dict)


def judge_size(size: int, photo: Photo) -> Verdict | None:
    """Not below the notice's least, not above our cap; both bounds are allowed. The real size is told."""
    if size < photo.minimum_bytes:
        params = {"size": in_words(size), "least": in_words(photo.minimum_bytes)}
        return Verdict("too_small", Outcome.REFUSED, photo.clause, params)
    if size > photo.maximum_bytes:
        params = {"size": in_words(size), "most": in_words(photo.maximum_bytes)}
        return Verdict("too_large", Outcome.REFUSED, photo.clause, params)
    return None


def judge_picture(width: int, height: int, blue: int, photo: Photo) -> list[Verdict]:
    """Portrait, or refused; near two inches and on blue ground, or a warning that a reviewer must clear."""
    size = {"width": width, "height": height}
    if width >= height:
        return [Verdict("landscape", Outcome.REFUSED, photo.clause, size)]
    found = []
    if not photo.least_ratio * height <= 100 * width <= photo.most_ratio * height:
        found.append(Verdict("ratio", Outcome.WARNED, photo.clause, size))
    if blue < photo.least_blue:
        found.append(Verdict("not_blue", Outcome.WARNED, photo.clause, {"blue": blue}))
    return found


def in_words(size: int) -> str:
    """1,999,999 bytes are "1.999999 MB": never rounded up to what was asked for."""
    if size < 1000:
        return f"{size} B"
    if size < MB:
        return f"{_cut(size, 1000)} KB"
    return f"{_cut(size, MB)} MB"


def _cut(size: int, unit: int) -> str:
    """Two decimals, cut off; more where two would hide what is missing to a whole unit."""
    whole, rest = divmod(size, unit)
    digits = len(str(unit)) - 1
    decimals = str(rest).rjust(digits, "0")
    short = decimals[:2] if decimals[:2] != "99" else decimals
    return f"{whole}.{short}".rstrip("0").rstrip(".")
