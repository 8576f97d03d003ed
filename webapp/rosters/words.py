"""The words of a roster's states, effects, problems and questions on screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l

from webapp.applicants.recording import hidden
from webapp.sheets.messages import LABELS, sentence
from webapp.sheets.problems import Problem

STATES = {
    "checking": (_l("检查中"), "running"),
    "refused": (_l("文件未受理"), "refused"),
    "preview": (_l("待确认"), "waiting"),
    "importing": (_l("导入中"), "running"),
    "done": (_l("已导入"), "passed"),
    "cancelled": (_l("已取消"), "closed"),
}
STEP = {"checking": 2, "refused": 2, "preview": 3, "importing": 4, "done": 5, "cancelled": 3}
EFFECTS = {
    "new": _l("新增"),
    "update": _l("更新"),
    "same": _l("无变化"),
    "locked": _l("已在审核"),
    "repeated": _l("与前行相同"),
}
QUESTION_CHOICES = {
    "hidden_rows": (("keep", _l("隐藏行一并导入")), ("leave_out", _l("不导入隐藏行"))),
    "hidden_columns": (("keep", _l("已核对，继续")),),
    "mixed_levels": (("keep", _l("已核对，按各行级别报名")),),
    "mixed_occupations": (("keep", _l("已核对，按各行工种报名")),),
    "several_sheets": (("keep", _l("就用这张表")),),
}
TARGET_QUESTIONS = frozenset({"level_unknown", "level_not_trained", "occupation_unknown"})
SKIPPED = {
    "blank": _l("空行"),
    "footer": _l("表尾"),
    "header": _l("重复的表头"),
    "note": _l("说明文字"),
    "serial_only": _l("只有序号"),
    "column_numbers": _l("栏次"),
}
# Why a file as a whole was refused, shortly: the stored sentence is in Chinese.
REFUSED = {
    "empty_file": _l("文件是空的"),
    "password_protected": _l("文件设有打开密码"),
    "macro": _l("文件带有宏"),
    "corrupt": _l("文件已损坏或没有传完整"),
    "too_large": _l("文件太大或太复杂"),
    "external_links": _l("文件引用了别的文件或数据连接"),
    "dde": _l("文件含有会启动其他程序的公式"),
    "embedded_object": _l("文件中嵌有其他文件或控件"),
    "entity_expansion": _l("文件内部含有不允许的 XML 定义"),
    "unsafe_path": _l("文件内部的路径不正常"),
    "unreadable": _l("文件不是可以读取的名单"),
    "missing_column": _l("没有找到附件 2 的表头，或缺少必需的列"),
}


def said(problem: Problem) -> str:
    """A problem's sentence in the reader's language; a telephone stands masked in it."""
    return sentence(problem.code, hidden(problem), gettext)


def said_of(one: Mapping[str, Any]) -> str:
    """The sentence of a question or warning kept as {code, params}."""
    return sentence(one["code"], one["params"], gettext)


def refusal_of(refused: Mapping[str, Any]) -> str:
    """Why a file was refused: in full to a Chinese reader, shortly to another."""
    if str(get_locale()).startswith("zh") or refused["code"] not in REFUSED:
        return str(refused["message"])
    return str(REFUSED[refused["code"]])


def label(field: str) -> str:
    """A field's name in the reader's language."""
    return gettext(LABELS.get(field, field))
