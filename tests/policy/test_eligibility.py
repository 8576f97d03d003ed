"""三(一): both routes to the day, what is missing, and the sentences that say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from webapp.policy.eligibility import UnknownLevel, decide
from webapp.policy.load import policy_for
from webapp.policy.routes import SENTENCES
from webapp.policy.rules import Setting
from webapp.policy.spans import PartialDate

NOTICE = policy_for(2022)
DAY = date(2022, 5, 20)
BELOW = {"高级工": "中级工", "技师": "高级工", "高级技师": "技师"}


def answer(level="技师", current="高级工", dated=None, months=None, day=DAY, **more):
    return decide(level, current, dated, months, day, more.pop("policy", NOTICE), **more)


@pytest.mark.parametrize("level", list(BELOW))
def test_three_years_to_the_day_pass_and_one_day_short_fails(level):
    passed = answer(level, BELOW[level], PartialDate(2019, 5, 20), 0)
    short = answer(level, BELOW[level], PartialDate(2019, 5, 21), 0)
    assert passed.eligible is True
    assert passed.routes[0].qualifies_on == DAY
    assert short.eligible is False
    assert (short.routes[0].qualifies_on, short.routes[0].shortfall_months) == (date(2022, 5, 21), 0)
    assert short.routes[0].shortfall_days == 1


@pytest.mark.parametrize(("level", "years"), [("高级工", 10), ("技师", 14), ("高级技师", 18)])
def test_the_years_in_the_occupation(level, years):
    assert answer(level, None, None, years * 12, no_certificate=True).eligible is True
    short = answer(level, None, None, years * 12 - 1, no_certificate=True)
    assert short.eligible is False
    assert short.routes[1].shortfall_months == 1
    assert short.routes[1].qualifies_on == date(2022, 6, 20)


@pytest.mark.parametrize(
    ("level", "clause", "attested"),
    [("高级工", "三(一)1", False), ("技师", "三(一)2", True), ("高级技师", "三(一)3", True)],
)
def test_the_clause_is_named_and_the_experience_route_wants_attesting(level, clause, attested):
    found = answer(level, None, None, 30 * 12)
    assert found.clause == clause
    assert found.unattested is attested
    assert found.routes[1].attested_needed is attested
    assert found.policy_version == "2022"


def test_attested_experience_and_a_certificate_need_no_more_attesting():
    assert answer(months=30 * 12, attested=True).unattested is False
    assert answer(dated=PartialDate(2016, 6), months=30 * 12).unattested is False


def test_a_certificate_of_29_february_matures_on_the_28th():
    found = answer(dated=PartialDate(2016, 2, 29), months=0, day=date(2019, 2, 28))
    assert found.eligible is True
    assert found.routes[0].qualifies_on == date(2019, 2, 28)
    assert answer(dated=PartialDate(2016, 2, 29), months=0, day=date(2019, 2, 27)).eligible is False


def test_a_month_only_certificate_counts_from_the_months_last_day():
    found = answer(dated=PartialDate(2019, 5), months=0)
    assert found.eligible is False
    assert found.routes[0].qualifies_on == date(2022, 5, 31)
    assert answer(dated=PartialDate(2019, 5), months=0, day=date(2022, 5, 31)).eligible is True
    assert answer(dated=PartialDate(2019, 4), months=0).eligible is True


def test_the_example_of_the_contract():
    found = answer(dated=PartialDate(2018, 6), months=144)
    certificate, experience = found.routes
    assert found.eligible is True
    assert (certificate.route, certificate.met, certificate.shortfall_months) == ("certificate", True, 0)
    assert certificate.qualifies_on == date(2021, 6, 30)
    assert (experience.route, experience.met, experience.shortfall_months) == ("experience", False, 24)
    assert experience.qualifies_on == date(2024, 5, 20)


def test_the_first_qualifying_day_of_a_route_already_met_lies_back():
    found = answer(dated=None, months=180)
    assert found.routes[1].qualifies_on == date(2021, 5, 20)
    assert found.first_day == date(2021, 5, 20)


def test_no_certificate_is_an_answer_and_an_unknown_one_is_not():
    none = answer(current=None, months=12, no_certificate=True)
    unknown = answer(current=None, months=12)
    assert (none.eligible, none.missing, none.first_day) == (False, (), date(2035, 5, 20))
    assert (unknown.eligible, unknown.missing) == (None, ("current_level", "certificate_date"))


def test_an_unknown_level_leaves_open_only_what_it_decides():
    old = answer(current=None, dated=PartialDate(2016, 6), months=12)
    assert (old.eligible, old.missing) == (None, ("current_level",))
    young = answer(current=None, dated=PartialDate(2021, 6), months=12)
    assert (young.eligible, young.missing) == (False, ())
    experienced = answer(current=None, dated=PartialDate(2016, 6), months=14 * 12)
    assert (experienced.eligible, experienced.missing) == (True, ())


@pytest.mark.parametrize("current", ["初级工", "中级工", "技师", "高级技师"])
def test_only_the_level_right_below_opens_the_certificate_route(current):
    found = answer(current=current, dated=PartialDate(2010, 1, 1), months=0)
    assert found.eligible is False
    assert (found.routes[0].met, found.routes[0].qualifies_on) == (False, None)
    assert current in found.routes[0].sentence


def test_missing_dates_and_years_are_named():
    assert answer(dated=None, months=12).missing == ("certificate_date",)
    assert answer(dated=PartialDate(2021, 6), months=None).missing == ("experience_months",)
    assert answer(dated=PartialDate(2016, 6), months=None).eligible is True
    assert answer(dated=None, months=None).missing == ("certificate_date", "experience_months")


def test_a_certificate_dated_after_the_reference_is_not_held_yet():
    found = answer(dated=PartialDate(2023, 1, 1), months=0)
    assert found.eligible is False
    assert found.routes[0].code == "certificate_future"
    assert found.routes[0].qualifies_on == date(2026, 1, 1)


@pytest.mark.parametrize("level", ["初级工", "中级工", "特级技师", ""])
def test_a_level_that_the_notice_does_not_train(level):
    with pytest.raises(UnknownLevel):
        answer(level)


def test_what_a_lone_roster_cannot_show_is_said():
    assert answer().unchecked == ("category", "other_certificates")
    assert "filed_scope" in answer("高级技师", "技师").unchecked
    settings = tuple(
        Setting(one.name, True, one.clause) if one.name == "scope_binds_other_levels" else one
        for one in NOTICE.settings
    )
    strict = replace(NOTICE, version="2022-1", settings=settings)
    assert "filed_scope" in answer(policy=strict).unchecked


def test_another_years_numbers_change_the_answer_not_the_program():
    route = NOTICE.route("技师")
    assert route is not None
    gentler = replace(NOTICE, version="2023", routes=(replace(route, certificate_years=2),))
    assert answer(dated=PartialDate(2020, 5, 20), months=0).eligible is False
    assert answer(dated=PartialDate(2020, 5, 20), months=0, policy=gentler).eligible is True


@pytest.mark.parametrize(
    ("current", "dated", "months", "certificate", "experience"),
    [
        (
            "高级工", PartialDate(2019, 4, 2), 146,
            "取得高级工证书满 3 年，还多 1 个月 18 天",
            "从事焊工 12 年 2 个月，距 14 年还差 1 年 10 个月，2024-03-20 起满足",
        ),
        (
            "高级工", PartialDate(2020, 8, 1), 168,
            "取得高级工证书 1 年 9 个月 19 天，距满 3 年还差 1 年 2 个月 12 天，2023-08-01 起满足",
            "从事焊工恰满 14 年",
        ),
        (
            "高级工", PartialDate(2019, 5, 20), 240,
            "取得高级工证书恰满 3 年",
            "从事焊工 20 年，满 14 年，还多 6 年",
        ),
        (
            None, None, None,
            "没有证书的等级和取得时间，证书途径不能判定",
            "没有从事焊工的年限，年限途径不能判定",
        ),
    ],
)  # fmt: skip
def test_the_sentences(current, dated, months, certificate, experience):
    found = answer(current=current, dated=dated, months=months, occupation="焊工")
    assert [one.sentence for one in found.routes] == [certificate, experience]


def test_a_sentence_can_be_said_in_another_language():
    found = answer(dated=PartialDate(2019, 5, 20), months=0).routes[0]
    english = {SENTENCES["certificate_met_today"]: "%(from_level)s held for exactly %(years)s years"}
    assert found.sentence_in(lambda text: english.get(text, text)) == "高级工 held for exactly 3 years"


def test_spans_are_said_in_that_language_too():
    english = {
        SENTENCES["experience_short"]: "%(held)s, short of %(years)s years by %(shortfall)s",
        "%(count)s 年": "%(count)s years",
        "%(count)s 个月": "%(count)s months",
    }
    found = answer(months=146).routes[1]
    said = found.sentence_in(lambda text: english.get(text, text))
    assert said == "12 years 2 months, short of 14 years by 1 years 10 months"


@pytest.mark.parametrize(
    ("kind", "eligible", "missing"),
    [("qualification", True, ()), ("level", False, ()), (None, None, ("certificate_number",))],
)
def test_kinds_of_certificates_count_alike_unless_the_city_says_not(kind, eligible, missing):
    facts = {"dated": PartialDate(2016, 6), "months": 12, "certificate_kind": kind}
    assert answer(**facts).eligible is True
    settings = tuple(
        Setting(one.name, False, one.clause) if one.name == "kinds_count_alike" else one
        for one in NOTICE.settings
    )
    strict = replace(NOTICE, version="2022-2", settings=settings)
    found = answer(**facts, policy=strict)
    assert (found.eligible, found.missing) == (eligible, missing)
    assert found.routes[0].sentence


def test_every_sentence_can_be_filled():
    cases = [
        (current, dated, months, none)
        for current in (None, "高级工", "技师")
        for dated in (
            None,
            PartialDate(2016),
            PartialDate(2019, 5, 20),
            PartialDate(2021, 1),
            PartialDate(2030, 1),
        )
        for months in (None, 0, 168, 400)
        for none in (False, True)
    ]
    said = set()
    for current, dated, months, none in cases:
        for one in answer(current=current, dated=dated, months=months, no_certificate=none).routes:
            said.add(one.code)
            assert "%" not in one.sentence
    kinds = {"certificate_other_kind", "certificate_kind_unknown"}  # where the kinds do not count alike
    assert said == set(SENTENCES) - kinds
