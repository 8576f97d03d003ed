"""What is said of each problem, by its code: Chinese templates with named parameters, marked for translation.

Sentences show an identity number masked only. The codes of fields stand here, those of rows, sheets and files
in `messages_sheet`, those of lists of certificates in `messages_certificates`; all are one dictionary to
whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from webapp.people.identity import mask
from webapp.policy.spans import N_, wording
from webapp.sheets.messages_certificates import CERTIFICATE_MESSAGES
from webapp.sheets.messages_sheet import SHEET_MESSAGES

LABELS: dict[str, str] = {
    "serial": N_("序号"),
    "name": N_("姓名"),
    "sex": N_("性别"),
    "unit": N_("单位名称"),
    "birth": N_("出生年月"),
    "id_number": N_("身份证号码"),
    "work_start": N_("参加工作时间"),
    "education": N_("文化程度"),
    "occupation": N_("现从事职业"),
    "experience_months": N_("从事职业年限"),
    "current_level": N_("现职业资格（技能等级）"),
    "certificate_date": N_("证书取得时间"),
    "certificate_number": N_("证书编号"),
    "phone": N_("联系电话"),
    "ethnicity": N_("民族"),
    "politics": N_("政治面貌"),
    "skills": N_("主要技术特长"),
    "target_level": N_("申报级别"),
    "target_occupation": N_("申报工种"),
    "native_place": N_("籍贯"),
    "specialty": N_("主要技术特长"),
    "work_type": N_("工种"),
    "category": N_("人员类别"),
    "stints": N_("从业经历"),
    "key_unit": N_("重点支持单位"),
}

KINDS: dict[str, str] = {
    "passport": N_("护照或通行证"),
    "residence_permit": N_("港澳台居民居住证"),
    "permanent_residence": N_("外国人永久居留身份证"),
}

FIELD_MESSAGES: dict[str, str] = {
    "missing": N_("没有填写%(label)s"),
    "unknown_word": N_("%(label)s“%(value)s”不在可选范围内，可填：%(choices)s"),
    "id_precision_lost": N_(
        "身份证号码以数字存放，Excel 只保留 15 位，后面的数字已经丢失，请把单元格改为文本后重新填写"
    ),
    "id_suspicious": N_("身份证号码 %(value)s 以 000 结尾，可能是被 Excel 改过的，请核对"),
    "id_normalised": N_("身份证号码 %(value)s 中的全角字符或校验码字母已改为标准写法"),
    "id_letter_for_digit": N_("身份证号码 %(value)s 中有字母 O 或 l，是否应为数字 0 或 1：%(suggestion)s"),
    "id_checksum": N_("身份证号码 %(value)s 的校验码不对，请核对每一位数字"),
    "id_characters": N_("身份证号码 %(value)s 中有不应出现的字符"),
    "id_birth_date": N_("身份证号码 %(value)s 中的出生日期 %(birth)s 不存在、过早或晚于计算日期"),
    "id_length": N_("身份证号码应为 18 位，现有 %(count)s 位"),
    "id_15_digits": N_("身份证号码为 15 位旧号码，请确认 18 位号码是否为 %(suggestion)s"),
    "id_area_unknown": N_("身份证号码 %(value)s 的地区码 %(area)s 不在已知范围内，请核对"),
    "id_age": N_("按身份证号码出生于 %(birth)s，年龄不在 %(least)s 至 %(most)s 周岁之间，请核对"),
    "id_other_document": N_("%(value)s 不是居民身份证号码，可能是%(kind_label)s，请确认证件类型"),
    "sex_mismatch": N_("性别填写为%(value)s，身份证号码显示为%(id_sex)s"),
    "birth_mismatch": N_("出生年月填写为 %(value)s，身份证号码显示为 %(id_birth)s"),
    "name_spaces": N_("姓名中的空格已去掉：%(suggestion)s"),
    "name_interpunct": N_("姓名中的间隔号已改为“·”：%(suggestion)s"),
    "name_annotation": N_("姓名一栏“%(value)s”中除姓名外还有其他内容，请确认姓名：%(suggestion)s"),
    "name_unreadable": N_("姓名“%(value)s”中有无法识别的字，请重新填写"),
    "date_ambiguous": N_("%(label)s %(value)s 可能少了末尾的 0，可读为 %(suggestion)s"),
    "date_serial": N_("%(label)s %(value)s 是 Excel 的日期序号，已读为 %(suggestion)s"),
    "date_two_digit_year": N_("%(label)s %(value)s 的年份只有两位，已读为 %(suggestion)s"),
    "date_year_only": N_("%(label)s只有年份 %(value)s，请补充月份"),
    "date_impossible": N_("%(label)s %(value)s 不是存在的日期"),
    "date_unreadable": N_("%(label)s“%(value)s”读不出日期，请按 1985.03 的样式填写"),
    "date_future": N_("%(label)s %(value)s 晚于计算日期 %(reference)s"),
    "date_before_birth": N_("%(label)s %(value)s 早于出生年月 %(birth)s"),
    "date_before_16": N_("%(label)s %(value)s 时未满 %(least)s 周岁（出生于 %(birth)s），请核对"),
    "years_as_year": N_("从事职业年限填写为 %(value)s，像是开始的年份，请确认年限：%(suggestion)s"),
    "years_unreadable": N_("从事职业年限“%(value)s”读不出年数，请填写数字，如 12 或 12年3个月"),
    "years_too_many": N_("从事职业年限 %(value)s 超过 %(most)s 年，请核对"),
    "years_exceed_work": N_(
        "从事职业年限 %(months_words)s，多于参加工作时间 %(work_start)s 至 %(reference)s 的年限"
    ),
    "certificate_normalised": N_("证书编号“%(value)s”已改为标准写法 %(suggestion)s"),
    "certificate_precision_lost": N_(
        "证书编号以数字存放，末位数字或开头的 0 可能已经丢失，请把单元格改为文本后重新填写"
    ),
    "certificate_letter_for_digit": N_(
        "证书编号“%(value)s”中有字母 O 或 l，是否应为数字 0 或 1：%(suggestion)s"
    ),
    "certificate_several": N_("证书编号一栏有 %(count)s 个编号，请选择一个：%(suggestion)s"),
    "certificate_unknown_shape": N_("证书编号“%(value)s”不是常见的编号格式，请核对"),
    "certificate_contradicts": N_("证书编号本身显示为%(said)s，填写为%(typed)s，请核对"),
    "phone_normalised": N_("联系电话“%(value)s”已读为 %(suggestion)s"),
    "phone_unknown_shape": N_("联系电话“%(value)s”不像手机号码或带区号的固定电话，请核对"),
    "level_ambiguous": N_("等级“%(value)s”有不同含义，请选择：%(choices)s"),
    "formula_without_value": N_("%(label)s是没有保存结果的公式，请用 Excel 打开并保存后再上传"),
    "cell_error": N_("%(label)s的单元格是错误值 %(text)s"),
}

MESSAGES: dict[str, str] = {**FIELD_MESSAGES, **SHEET_MESSAGES, **CERTIFICATE_MESSAGES}

LONGEST_QUOTE = 80  # characters; a cell can hold a whole page

# An identity number can stand in any cell, so no sentence prints one, whatever it quotes.
_NUMBERS = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{17}[0-9Xx]|[0-9]{15})(?![0-9A-Za-z])")

Translate = Callable[[str], str]


def sentence(code: str, params: Mapping[str, Any], translate: Translate | None = None) -> str:
    """The problem in words, in Chinese or through `translate`; KeyError for a code that has no sentence."""
    in_words = translate or str
    filled = {name: _shortened(value) if name == "value" else value for name, value in params.items()}
    if "field" in params:
        filled["label"] = in_words(LABELS.get(params["field"], str(params["field"])))
    if "kind" in params:
        filled["kind_label"] = in_words(KINDS.get(params["kind"], str(params["kind"])))
    if "months" in params:
        filled["months_words"] = wording(int(params["months"]), translate=in_words)
    return _NUMBERS.sub(lambda match: mask(match[0]), in_words(MESSAGES[code]) % filled)


def _shortened(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
