"""GB 11643: the check digit, the day of birth, the 15-digit form, the mask. All numbers are made up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.people import identity

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def number(area="371102", birth="19850307", order="123"):
    first = f"{area}{birth}{order}"
    return first + identity.check_digit(first)


@given(st.text(alphabet="0123456789", min_size=17, max_size=17))
def test_the_check_digit_is_that_of_the_standards_weights(first):
    total = sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True))
    expected = "10X98765432"[total % 11]
    assert identity.check_digit(first) == expected
    assert identity.passes(first + expected)


@given(st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_fails(place, shift):
    right = number()
    wrong = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]
    assert not identity.passes(wrong)


@pytest.mark.parametrize(
    ("digits", "day"),
    [
        ("19850307", date(1985, 3, 7)),
        ("20000229", date(2000, 2, 29)),
        ("19000229", None),
        ("19851301", None),
        ("19850631", None),
        ("18991231", None),
        ("00000000", None),
    ],
)
def test_the_day_of_birth(digits, day):
    assert identity.birth_date(number(birth=digits)) == day


def test_fifteen_digits_are_upgraded_and_say_the_same():
    old = "371102850307123"
    new = identity.upgrade(old)
    assert (len(new), new[:17]) == (18, "37110219850307123")
    assert identity.passes(new)
    assert identity.birth_date(old) == identity.birth_date(new) == date(1985, 3, 7)
    assert identity.sex_of(old) == identity.sex_of(new) == "男"


@pytest.mark.parametrize(("order", "sex"), [("121", "男"), ("122", "女"), ("000", "女"), ("999", "男")])
def test_the_sex(order, sex):
    assert identity.sex_of(number(order=order)) == sex


@pytest.mark.parametrize(
    ("area", "known"),
    [
        ("371102", True),
        ("110101", True),
        ("500101", True),
        ("372323", True),  # a prefecture that is gone: people born there are valid
        ("469001", True),
        ("999999", False),
        ("001102", False),
        ("379902", False),
        ("371100", False),
        ("380101", False),
    ],
)
def test_an_area_is_judged_by_its_shape_not_by_a_table_of_counties(area, known):
    assert identity.known_area(number(area=area)) is known


def test_the_province():
    assert identity.province("371102") == "山东"
    assert identity.province("991102") is None


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ("E12345678", "passport"),
        ("EA1234567", "passport"),
        ("H1234567890", "passport"),
        (number(area="810000"), "residence_permit"),
        (number(area="820000"), "residence_permit"),
        (number(area="830000"), "residence_permit"),
        (number(area="937840"), "permanent_residence"),
        (number(area="999999"), None),
        (number(), None),
        ("12345678", None),
        ("张三", None),
    ],
)
def test_other_documents(document, kind):
    assert identity.document_kind(document) == kind


@pytest.mark.parametrize(
    ("plain", "masked"),
    [
        ("371102198503071234", "371102********1234"),
        ("371102850307123", "371102*****7123"),
        ("E12345678", "E1*****78"),
        ("ABC", "A*C"),
        ("AB", "**"),
        ("", ""),
    ],
)
def test_the_mask_hides_the_middle(plain, masked):
    assert identity.mask(plain) == masked
