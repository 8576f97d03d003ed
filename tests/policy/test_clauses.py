"""Every clause of 一(三), 一(四) and 三(一) by its name, with its edges (requirements 1.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from webapp.policy.admission import Admission, decide_admission
from webapp.policy.categories import CATEGORIES, assumed_category
from webapp.policy.eligibility import decide, experience_of
from webapp.policy.load import policy_for
from webapp.policy.rules import Policy, Setting
from webapp.policy.spans import PartialDate, Stint

NOTICE = policy_for(2022)
DAY = date(2022, 5, 6)
FIT = Admission("enterprise", "employee", "焊工", "技师")


def under(**settings: bool | str) -> Policy:
    """The notice with other settings of the city (1.11)."""
    kept = tuple(Setting(one.name, settings.get(one.name, one.value), one.clause) for one in NOTICE.settings)
    return replace(NOTICE, settings=kept)


def found(facts: Admission, policy: Policy = NOTICE) -> list[tuple[str, str, str]]:
    """What is found, as (code, weight, clause)."""
    return [(one.code, one.weight, one.clause) for one in decide_admission(facts, policy)]


def test_clause_1_2_a_level_that_the_standard_lacks_is_refused() -> None:
    assert found(replace(FIT, trainable=True)) == []
    assert found(replace(FIT, trainable=False)) == [("level_not_in_standard", "E", "一(二)")]
    said = decide_admission(replace(FIT, trainable=False, not_trainable="目录中没有。"), NOTICE)[0]
    assert (said.code, said.params["reason"]) == ("not_trainable", "目录中没有。")


def test_clause_1_an_occupation_outside_the_industries_warns() -> None:
    assert found(replace(FIT, industry_known=False)) == [("industry_untagged", "W", "一")]


@pytest.mark.parametrize(
    ("kind", "category"),
    [("enterprise", "employee"), ("school", "teacher"), ("college", "teacher")],
)
def test_clause_1_3_employees_and_teachers_may_apply(kind: str, category: str) -> None:
    assert found(replace(FIT, unit_kind=kind, category=category)) == []
    assert assumed_category(kind) == category


@pytest.mark.parametrize(
    ("kind", "category"),
    [("enterprise", "other"), ("enterprise", "non_teaching"), ("school", "employee"), ("school", "other")],
)
def test_clause_1_3_anybody_else_is_refused(kind: str, category: str) -> None:
    facts = replace(FIT, unit_kind=kind, category=category)
    assert found(facts) == [("category_not_covered", "E", "一(三)")]


def test_clause_1_3_a_teacher_teaches_at_a_school() -> None:
    assert found(replace(FIT, category="teacher")) == [("teacher_elsewhere", "E", "一(三)")]


@pytest.mark.parametrize("category", [None, *CATEGORIES])
def test_clause_1_4_a_public_bodys_staff_are_refused_whatever_they_say(category: str | None) -> None:
    facts = replace(FIT, unit_kind="public_body", category=category)
    assert found(facts) == [("unit_excluded", "E", "一(四)")]
    assert assumed_category("public_body") is None


def test_clause_1_4_a_public_schools_teacher_may_apply() -> None:
    facts = replace(FIT, unit_kind="school", public_institution=True, category="teacher")
    assert found(facts) == []


@pytest.mark.parametrize("category", ["non_teaching", "employee", "other"])
def test_clause_1_4_a_non_teaching_post_of_a_public_school_is_refused(category: str) -> None:
    facts = replace(FIT, unit_kind="school", public_institution=True, category=category)
    assert found(facts) == [("post_excluded", "E", "一(四)")]


@pytest.mark.parametrize("kind", ["enterprise", "school"])
def test_clause_1_4_staff_of_a_public_body_are_refused_wherever_they_sit(kind: str) -> None:
    facts = replace(FIT, unit_kind=kind, category="public_staff")
    assert found(facts) == [("category_excluded", "E", "一(四)")]


CLAUSES = [
    ("三(一)1", "高级工", "中级工", 10),
    ("三(一)2", "技师", "高级工", 14),
    ("三(一)3", "高级技师", "技师", 18),
]


@pytest.mark.parametrize(("clause", "level", "below", "years"), CLAUSES)
def test_clause_3_1_the_certificate_passes_to_the_day_and_fails_one_day_short(
    clause: str, level: str, below: str, years: int
) -> None:
    exactly = decide(level, below, PartialDate(2019, 5, 6), 0, DAY, NOTICE)
    short = decide(level, below, PartialDate(2019, 5, 7), 0, DAY, NOTICE)
    assert (exactly.eligible, exactly.clause) == (True, clause)
    assert (short.eligible, short.routes[0].shortfall_days, short.first_day) == (False, 1, date(2022, 5, 7))


@pytest.mark.parametrize(("clause", "level", "below", "years"), CLAUSES)
def test_clause_3_1_the_years_pass_when_full_and_fail_one_month_short(
    clause: str, level: str, below: str, years: int
) -> None:
    full = decide(level, None, None, years * 12, DAY, NOTICE, no_certificate=True)
    short = decide(level, None, None, years * 12 - 1, DAY, NOTICE, no_certificate=True)
    assert (full.eligible, full.clause, full.routes[1].met) == (True, clause, True)
    assert (short.eligible, short.routes[1].shortfall_months) == (False, 1)
    assert "还差 1 个月" in short.routes[1].sentence


@pytest.mark.parametrize(("clause", "level", "below", "years"), CLAUSES)
def test_clause_3_1_both_routes_are_answered(clause: str, level: str, below: str, years: int) -> None:
    both = decide(level, below, PartialDate(2015, 1, 1), years * 12, DAY, NOTICE)
    assert [route.met for route in both.routes] == [True, True]
    neither = decide(level, below, PartialDate(2021, 1, 1), 12, DAY, NOTICE)
    assert [route.met for route in neither.routes] == [False, False]
    assert all("还差" in route.sentence and "起满足" in route.sentence for route in neither.routes)


def test_clause_3_1_1_experience_needs_no_attesting() -> None:
    assert decide("高级工", None, None, 120, DAY, NOTICE, no_certificate=True).unattested is False


@pytest.mark.parametrize(("level", "years"), [("技师", 14), ("高级技师", 18)])
def test_clause_3_1_2_and_3_1_3_experience_unattested_warns(level: str, years: int) -> None:
    def unattested(attested: bool | None) -> bool:
        return decide(
            level, None, None, years * 12, DAY, NOTICE, no_certificate=True, attested=attested
        ).unattested

    assert unattested(None) is True
    assert unattested(False) is True
    assert unattested(True) is False


@pytest.mark.parametrize("current", ["中级工", "技师", "高级技师"])
def test_clause_3_1_2_only_the_level_right_below_opens_the_certificates_route(current: str) -> None:
    answer = decide("技师", current, PartialDate(2010, 1, 1), 0, DAY, NOTICE)
    assert answer.routes[0].code == "certificate_other_level"
    assert answer.eligible is False


def test_clause_3_1_29_february_matures_on_the_28th() -> None:
    dated = PartialDate(2016, 2, 29)
    assert decide("技师", "高级工", dated, 0, date(2019, 2, 28), NOTICE).eligible is True
    assert decide("技师", "高级工", dated, 0, date(2019, 2, 27), NOTICE).eligible is False


def test_clause_3_1_the_reference_date_is_the_days_of_submission_unless_set() -> None:
    assert NOTICE.reference_day(DAY) == DAY
    assert under(reference_date="window_closes").reference_day(DAY) == NOTICE.window.closes
    assert under(reference_date="window_opens").reference_day(DAY) == NOTICE.window.opens
    assert decide("技师", "高级工", PartialDate(2019, 5, 20), 0, DAY, NOTICE).eligible is False
    assert (
        decide("技师", "高级工", PartialDate(2019, 5, 20), 0, NOTICE.window.closes, NOTICE).eligible is True
    )


def test_clause_3_1_stints_are_summed_and_what_overlaps_counts_once() -> None:
    apart = [Stint(date(2008, 1, 1), date(2014, 12, 31)), Stint(date(2015, 1, 1), date(2021, 12, 31))]
    assert experience_of(999, apart, DAY) == (14 * 12, False)
    doubled = [*apart, Stint(date(2010, 1, 1), date(2012, 12, 31))]
    assert experience_of(None, doubled, DAY) == (14 * 12, True)
    assert experience_of(145, [], DAY) == (145, False)
    assert found(replace(FIT, stints_overlap=True, experience_months=168)) == [
        ("stints_overlap", "W", "三(一)")
    ]


def test_clause_3_1_kinds_of_certificate_count_alike_unless_set() -> None:
    dated = PartialDate(2015, 1, 1)

    def eligible(policy: Policy, kind: str) -> bool | None:
        return decide("技师", "高级工", dated, 0, DAY, policy, certificate_kind=kind).eligible

    strict = under(kinds_count_alike=False)
    assert [eligible(NOTICE, kind) for kind in ("level", "qualification")] == [True, True]
    assert [eligible(strict, kind) for kind in ("level", "qualification")] == [False, True]


TOP = replace(FIT, level="高级技师")


def test_clause_3_1_3_senior_technicians_lie_in_the_employers_filed_scope() -> None:
    assert found(replace(TOP, scope_filed=True)) == []
    assert found(replace(TOP, scope_filed=False)) == [("scope_not_filed", "E", "三(一)3")]


def test_clause_3_1_3_other_levels_are_bound_only_by_the_setting() -> None:
    unfiled = replace(FIT, scope_filed=False)
    assert found(unfiled) == []
    assert found(unfiled, under(scope_binds_other_levels=True)) == [("scope_not_filed", "E", "三(一)3")]


def test_clause_3_1_3_teachers_are_bound_only_by_the_setting() -> None:
    teacher = replace(TOP, unit_kind="school", category="teacher", scope_filed=False)
    assert found(teacher) == []
    assert found(teacher, under(scope_binds_teachers=True)) == [("scope_not_filed", "E", "三(一)3")]
