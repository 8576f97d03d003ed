"""Date arithmetic: full years and months, the 29th of February, stints that overlap."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.policy.spans import PartialDate, Stint, add_months, add_years, between, stint_months, wording

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2060, 12, 31))


@pytest.mark.parametrize(
    ("given_parts", "text", "first", "last"),
    [
        ((2005,), "2005", date(2005, 1, 1), date(2005, 12, 31)),
        ((1985, 3), "1985-03", date(1985, 3, 1), date(1985, 3, 31)),
        ((2020, 2), "2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ((2018, 6, 1), "2018-06-01", date(2018, 6, 1), date(2018, 6, 1)),
    ],
)
def test_a_partial_date_is_written_and_spans_what_it_can_mean(given_parts, text, first, last):
    value = PartialDate(*given_parts)
    assert (str(value), value.first, value.last) == (text, first, last)


def test_a_whole_date_becomes_partial():
    assert PartialDate.of(date(2018, 6, 1)) == PartialDate(2018, 6, 1)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2021, 1, 31), 1, date(2021, 2, 28)),
        (date(2021, 12, 5), 1, date(2022, 1, 5)),
        (date(2022, 1, 5), -1, date(2021, 12, 5)),
        (date(2022, 5, 20), 24, date(2024, 5, 20)),
        (date(2022, 5, 20), 0, date(2022, 5, 20)),
    ],
)
def test_months_are_added_to_the_same_day_or_the_months_last(start, months, end):
    assert add_months(start, months) == end


def test_a_day_of_29_february_matures_on_the_28th():
    assert add_years(date(2016, 2, 29), 3) == date(2019, 2, 28)
    assert add_years(date(2016, 2, 29), 4) == date(2020, 2, 29)


@pytest.mark.parametrize(
    ("start", "end", "span"),
    [
        (date(2019, 5, 20), date(2022, 5, 20), (36, 0)),
        (date(2019, 5, 21), date(2022, 5, 20), (35, 29)),
        (date(2022, 5, 20), date(2023, 8, 1), (14, 12)),
        (date(2022, 5, 20), date(2022, 5, 20), (0, 0)),
        (date(2022, 5, 21), date(2022, 5, 20), (0, 0)),
        (date(2016, 2, 29), date(2017, 2, 28), (12, 0)),
    ],
)
def test_a_span_is_full_months_and_odd_days(start, end, span):
    assert between(start, end) == span


@given(DAYS, DAYS)
def test_a_span_added_back_gives_the_later_day(one, other):
    start, end = sorted((one, other))
    months, days = between(start, end)
    assert 0 <= days <= 30
    assert add_months(start, months).toordinal() + days == end.toordinal()


def test_stints_next_to_each_other_add_up_to_the_day():
    stints = [
        Stint(date(2008, 5, 21), date(2015, 5, 20)),
        Stint(date(2015, 5, 21), None),
    ]
    assert stint_months(stints, date(2022, 5, 20)) == (14 * 12, False)
    assert stint_months(stints, date(2022, 5, 19)) == (14 * 12 - 1, False)


def test_overlapping_stints_count_once_and_are_told():
    stints = [
        Stint(date(2010, 1, 1), date(2012, 12, 31)),
        Stint(date(2012, 1, 1), date(2013, 12, 31)),
        Stint(date(2010, 6, 1), date(2010, 6, 30)),
    ]
    assert stint_months(stints, date(2022, 5, 20)) == (48, True)


def test_stints_with_a_gap_leave_the_gap_out_and_the_future_does_not_count():
    stints = [
        Stint(date(2018, 1, 1), date(2018, 12, 31)),
        Stint(date(2020, 1, 1), date(2029, 12, 31)),
        Stint(date(2030, 1, 1), None),
    ]
    assert stint_months(stints, date(2021, 12, 31)) == (36, False)
    assert stint_months([], date(2021, 12, 31)) == (0, False)


@pytest.mark.parametrize(
    ("months", "days", "words"),
    [
        (146, 0, "12 年 2 个月"),
        (12, 0, "1 年"),
        (1, 18, "1 个月 18 天"),
        (0, 0, "0 天"),
        (14, 12, "1 年 2 个月 12 天"),
    ],
)
def test_a_span_in_words(months, days, words):
    assert wording(months, days) == words
