"""The sentences of photos: verdicts, states, how a file was matched, what confirming did."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.files.inspecting import REASONS
from webapp.photos.models import ApplicationPhoto, BatchState, Match, PhotoRow
from webapp.photos.rules import Verdict, in_words

VERDICTS: dict[str, Any] = {
    "too_small": _l("照片只有 %(size)s，通知要求不低于 %(least)s（2M）。请用原图，不要截图或压缩。"),
    "too_large": _l("照片有 %(size)s，超过 %(most)s 的上限。请另存为 JPG 后再上传。"),
    "landscape": _l("照片宽 %(width)s、高 %(height)s 像素，不是竖幅。请上传竖幅的二寸照片。"),
    "ratio": _l("照片宽 %(width)s、高 %(height)s 像素，与二寸（35×49 毫米）的比例相差较大，显示时会裁切。"),
    "not_blue": _l("照片边缘只有 %(blue)s%% 是蓝色，通知要求蓝色背景。"),
}
# Word and ground of a badge.
STATES: dict[str, tuple[Any, str]] = {
    BatchState.READING.value: (_l("读取中"), "running"),
    BatchState.REFUSED.value: (_l("未受理"), "refused"),
    BatchState.MATCHING.value: (_l("待核对"), "waiting"),
    BatchState.DONE.value: (_l("已完成"), "passed"),
    BatchState.CANCELLED.value: (_l("已取消"), "closed"),
}
MATCHES: dict[str, tuple[Any, str]] = {
    Match.EXACT.value: (_l("已对应"), "passed"),
    Match.CHOSEN.value: (_l("已选定"), "passed"),
    Match.LIKELY.value: (_l("请核对"), "waiting"),
    Match.SEVERAL.value: (_l("请选择"), "waiting"),
    Match.NOBODY.value: (_l("没有对应的人"), "waiting"),
    Match.REFUSED.value: (_l("不能使用"), "refused"),
}
ASKED: dict[str, Any] = {
    Match.LIKELY.value: _l("文件名不是“姓名+单位”，可能是这个人，请核对。"),
    Match.SEVERAL.value: _l("对应不止一个人，或同一个人有几张照片，请选择。"),
    Match.NOBODY.value: _l("本单位的报名里没有这个姓名，请选择是谁的照片。"),
}
OUTCOMES: dict[str, tuple[Any, str]] = {
    "attached": (_l("已放入报名"), "passed"),
    "replaced": (_l("已替换原照片"), "passed"),
    "locked": (_l("报名已通过审核，照片不再替换"), "refused"),
    "gone": (_l("报名已结束，没有放入"), "refused"),
}


def verdict_sentence(verdict: Verdict) -> str:
    """A verdict in words, with its clause."""
    return _with_clause(str(VERDICTS[verdict.code]) % verdict.params, verdict.clause)


def plain_of(verdict: Verdict) -> list[Any]:
    """A verdict as a row keeps it."""
    return [verdict.code, verdict.params | {"clause": verdict.clause}]


def said(kept: list[Any]) -> str:
    """The sentence of what a row keeps: a verdict with its clause, or a reason why a file can't be read."""
    code, params = kept
    if code in VERDICTS:
        return _with_clause(str(VERDICTS[code]) % params, params["clause"])
    return str(REASONS[code]) % params


def short_facts(picture: ApplicationPhoto | PhotoRow) -> str:
    """2.31 MB・1100×1540."""
    if picture.width is None:
        return in_words(picture.size)
    return f"{in_words(picture.size)}・{picture.width}×{picture.height}"


def _with_clause(sentence: str, clause: str) -> str:
    return _("%(sentence)s（通知%(clause)s）", sentence=sentence, clause=clause)
