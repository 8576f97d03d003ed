"""The columns of Annex 2 and the headings that people write over them (spec 2, cases 49 and 50).

Data only: a field, the Annex's own wording first, then the variants seen in real rosters. Headings are
compared after `plain` (full-width folded, spaces, line breaks and stars taken out), so none is listed twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

# Field → headings, in the order of Annex 2; the Annex's own wording comes first.
_WORDS = {
    "serial": "序号 编号 序 顺序号 No No.",
    "name": "姓名 学员姓名 申报人姓名 员工姓名 职工姓名 人员姓名 报名人姓名 申报人",
    "sex": "性别 男女",
    "unit": ("单位名称 工作单位 所在单位 单位 工作单位名称 企业名称 用人单位 现工作单位 单位全称 公司名称"),
    "birth": "出生年月 出生日期 出生年月日 出生时间 生日",
    "id_number": (
        "身份证号码 身份证号 公民身份号码 公民身份证号码 公民身份证号 居民身份证号码 居民身份证号 "
        "身份证件号码 证件号码 证件号 身份证 身份号码 有效证件号码"
    ),
    "work_start": "参加工作时间 参加工作年月 参加工作日期 工作时间 参工时间 入职时间 开始工作时间",
    "education": "文化程度 学历 最高学历 教育程度",
    "occupation": (
        "现从事职业 从事职业 现从事职业工种 现从事工种 从事工种 职业工种 职业 工种 现职业工种 现岗位 "
        "从事岗位 现从事岗位"
    ),
    "experience_months": (
        "从事职业年限 从事职业工种年限 从事本职业年限 从事本职业工种年限 从事工种年限 从业年限 "
        "工作年限 专业年限 本职业年限 本工种年限 职业年限 从事年限 从事本工种年限 现从事职业年限 "
        "从事现职业年限 累计从事本职业年限"
    ),
    "certificate_date": (
        "现职业资格技能等级取得时间 现职业资格取得时间 职业资格技能等级取得时间 职业资格取得时间 "
        "取得职业资格证书时间 取得职业资格或职业技能等级证书时间 职业资格技能等级证书取得时间 "
        "职业资格证书取得时间 现职业资格证书取得时间 证书取得时间 取证时间 发证日期 发证时间 "
        "取得时间 取得证书时间 证书日期 技能等级取得时间 技能等级证书取得时间 现等级取得时间 "
        "现职业资格技能等级证书取得时间 职业资格或技能等级取得时间 现职业资格或技能等级取得时间"
    ),
    "certificate_number": (
        "职业资格技能等级证书编号 现职业资格技能等级证书编号 职业资格证书编号 现职业资格证书编号 "
        "职业资格或职业技能等级证书编号 证书编号 证书号码 证书号 技能等级证书编号 "
        "职业技能等级证书编号 原证书编号 现证书编号 资格证书编号 职业资格技能等级证书号码 "
        "职业资格或技能等级证书编号"
    ),
    "phone": "联系电话 手机号码 手机号 电话 联系方式 手机 电话号码 本人联系电话 移动电话",
    "current_level": (
        "现等级 现职业资格技能等级 现职业资格 现技能等级 现职业技能等级 职业资格等级 现职业资格等级 "
        "现有等级 技能等级 等级 职业技能等级 现职业资格或职业技能等级 现持证书等级 现有证书等级 "
        "原等级 证书等级 现级别 职业资格技能等级 现有技能等级"
    ),
    "ethnicity": "民族",
    "politics": "政治面貌 政治面目",
    "skills": "主要技术特长 技术特长 主要技能特长",
    "target_level": (
        "申报级别 申报等级 培训级别 培训等级 申请级别 拟申报级别 报考级别 报名级别 申报技能等级 "
        "拟申报等级 报考等级 级别"
    ),
    "target_occupation": (
        "申报工种 申报职业 培训工种 培训职业 申报职业工种 培训工种职业 报考工种 报名工种 拟申报工种 "
        "申请工种 报考职业"
    ),
}
HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {field: tuple(words.split()) for field, words in _WORDS.items()}
)

# The thirteen columns that the notice prints (附件2), in its order, with its words.
ANNEX_2 = (
    "serial",
    "name",
    "sex",
    "unit",
    "birth",
    "id_number",
    "work_start",
    "education",
    "occupation",
    "experience_months",
    "certificate_date",
    "certificate_number",
    "phone",
)

TITLES: Mapping[str, str] = MappingProxyType(
    {field: headings[0] for field, headings in HEADINGS.items()}
    | {
        "certificate_date": "现职业资格（技能等级）取得时间",
        "certificate_number": "职业资格（技能等级）证书编号",
        "current_level": "现职业资格（技能等级）等级",
    }
)

# Without these a list can't be read at all. The name and the ID number say who a row is: no re-examination
# for 一人获取多证 (三(四)) without them. Each route of 三(一) stands on one of the other two: without the
# years no experience route, without the certificate's date no certificate route, and answering "not eligible"
# for want of a column would be a wrong answer about every person on the list. All else can be had from the ID
# number, the heading or the clerk later, so its absence is a question (`absent_columns`), not a refusal.
NEEDED = ("name", "id_number", "experience_months", "certificate_date")

_DROP = re.compile(r"[\s​‌‍﻿*＊:、,。;'\"/\\|_\-—()\[\]【】〔〕]+")
_BRACKETED = re.compile(r"[(\[【〔][^)\]】〕]*[)\]】〕]")


def fold(text: str) -> str:
    """Full-width letters, digits and punctuation as plain ones."""
    return unicodedata.normalize("NFKC", text)


def plain(text: str) -> str:
    """A heading without spaces, line breaks, stars and brackets (what the brackets hold stays)."""
    return _DROP.sub("", fold(text))


def unbracketed(text: str) -> str:
    """A heading without what stands in brackets: 身份证号码（18位） → 身份证号码."""
    return _DROP.sub("", _BRACKETED.sub("", fold(text)))


_BY_HEADING: Mapping[str, str] = MappingProxyType(
    {plain(heading): field for field, headings in HEADINGS.items() for heading in headings}
)


def field_of(text: str) -> str | None:
    """The field that a heading names, or None (case 50)."""
    if len(text) > 60:
        return None
    return _BY_HEADING.get(plain(text)) or _BY_HEADING.get(unbracketed(text))


def is_annex_wording(field: str, text: str) -> bool:
    """Whether a heading is the Annex's own word for the field (it wins over a second column)."""
    return plain(text) == plain(TITLES[field])
