"""The summary of an application: its facts, its certificate number in parts, what is still to be checked."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from webapp.applicants.explaining import partial
from webapp.applicants.models import Application
from webapp.applicants.operations import Revealed
from webapp.applicants.warnings import warned
from webapp.catalogue.queries import filed_scope_covers
from webapp.language import words
from webapp.people.certificate_numbers import CertificateNumber, read_number
from webapp.policy.levels import LEVELS, grade_of_level
from webapp.policy.spans import N_, wording

UNDER_REVIEW = ("draft", "submitted", "held", "unit_approved", "returned")
# How an application stands in the cross-check (三(四)): words, badge. Nothing was found of what has no mark.
CROSSCHECKED = {
    "suspected": (N_("疑似，待上级核查"), "waiting"), "blocked": (N_("已转上级核查"), "refused"),
    "confirmed": (N_("核查属实"), "refused"), "explained": (N_("已核查"), "passed"),
}  # fmt: skip
NOTHING_FOUND = (N_("未发现"), "passed")
Fact = tuple[str, str | None]
DOCUMENTS = {
    "residence_permit": "港澳台居民居住证",
    "permanent_residence": "外国人永久居留身份证",
    "passport": "护照或通行证",
}


def facts(application: Application, revealed: Revealed | None = None) -> list[Fact]:
    """The fields of Annex 2 that the application holds, its numbers masked unless they were revealed."""
    months = application.experience_months
    sex_and_birth = "・".join(part for part in (words(application.sex or ""), application.birth) if part)
    return [
        (gettext("姓名"), application.name),
        (gettext("性别・出生年月"), sex_and_birth),
        (_document(application), revealed.id_number if revealed else application.id_masked),
        (gettext("现从事职业"), application.occupation),
        (gettext("从业年限"), wording(months, translate=gettext) if months is not None else None),
        (gettext("参加工作时间"), application.work_start),
        (gettext("现等级"), level_words(application.current_level)),
        (gettext("证书取得时间"), application.certificate_date),
        (gettext("联系电话"), revealed.phone if revealed else application.phone_masked),
        (gettext("文化程度"), application.education),
        (gettext("工作单位"), application.unit_name),
        *_of_annex_1(application),
    ]


def _of_annex_1(application: Application) -> list[Fact]:
    """What Annex 1 asks beyond Annex 2, as far as it was filled in; a roster's row has none of it (1.4)."""
    known = [
        (gettext("籍贯"), application.native_place),
        (gettext("民族"), application.ethnicity),
        (gettext("政治面貌"), application.politics),
        (gettext("申报工种"), application.work_type),
        (gettext("主要技术特长"), application.specialty),
        (gettext("单位证明"), _attestation(application)),
    ]
    return [(label, value) for label, value in known if value]


def _attestation(application: Application) -> str | None:
    """The unit's word for knowledge and skill (三(一)2-3); none until it is given or refused."""
    if application.attested is None:
        return None
    return gettext("已证明专业知识和操作技能") if application.attested else gettext("单位未予证明")


def _document(application: Application) -> str:
    other = DOCUMENTS.get(application.id_type or "")
    return gettext(other) if other else gettext("身份证号码")


def level_words(level: str | None) -> str | None:
    """A level with its grade: 高级工（三级）."""
    return f"{words(level)}（{words(grade_of_level(level))}）" if level in LEVELS else level


def certificate(application: Application) -> dict[str, Any] | None:
    """The certificate number in its parts, those lit that the form states too, and whether they agree."""
    written = application.certificate_number
    if not written:
        return None
    number = read_number(written)
    if number is None:
        return {"segments": [], "aloud": "", "written": written, "verdict": gettext("编号格式不在已知范围"),
                "kind": "waiting"}  # fmt: skip
    issued = partial(application.certificate_date)
    year = issued.year if issued else None
    against = _contradictions(number, application.current_level, year)
    return {
        "segments": [_segment(one, number) for one in number.segments],
        "aloud": number.sentence,
        "written": written,
        "verdict": against or _agreement(number, application.current_level, year),
        "kind": "waiting" if against else "passed",
    }


def _segment(one: Any, number: CertificateNumber) -> dict[str, Any]:
    lit = one.label in ("年份", "等级") and number.level is not None
    return {"value": one.text, "meaning": one.meaning, "lit": lit}


def _contradictions(number: CertificateNumber, level: str | None, year: int | None) -> str:
    """What the number says against the form, in words; empty when it says nothing against it."""
    said = []
    if number.contradicts_level(level):
        one, other = words(number.level or ""), words(level or "")
        said.append(gettext("编号为%(one)s，填写为%(other)s", one=one, other=other))
    if number.contradicts_year(year):
        said.append(gettext("编号为 %(one)s 年，填写为 %(other)s 年", one=number.year, other=year))
    return "；".join(said)


def _agreement(number: CertificateNumber, level: str | None, year: int | None) -> str:
    same = [words(level or "") if number.level == level else None]
    same.append(gettext("%(year)s 年", year=year) if year and number.year == year else None)
    agreed = "、".join(part for part in same if part)
    return gettext("与填写的%(words)s一致", words=agreed) if agreed else ""


def warnings(application: Application) -> list[str]:
    """What a reviewer must clear, as sentences; none once the re-examination is over."""
    if application.state not in UNDER_REVIEW:
        return []
    return [one.sentence for one in warned(application)]


def checks(application: Application) -> list[tuple[str, str, str]]:
    """What a roster alone can't show, as (label, words, badge kind): the filed scope is looked up now."""
    shown: list[tuple[str, str, str]] = []
    if application.state not in UNDER_REVIEW:
        return shown
    for name in (application.eligibility or {}).get("unchecked", []):
        if name == "category":
            shown.append((gettext("企业用工"), gettext("待复审核对"), "waiting"))
        elif name == "other_certificates":
            words, kind = CROSSCHECKED.get(application.crosscheck or "", NOTHING_FOUND)
            shown.append((gettext("一人多证查重"), gettext(words), kind))
        elif name == "filed_scope":
            shown.append((gettext("单位备案范围"), *_scope(application)))
    return shown


def _scope(application: Application) -> tuple[str, str]:
    covered = filed_scope_covers(
        application.tenant_id,
        application.target_occupation,
        application.target_level,
        application.reference_date,
    )
    return (gettext("在备案范围内"), "passed") if covered else (gettext("不在备案范围内"), "refused")
