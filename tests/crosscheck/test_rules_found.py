"""The seven rules of 1.7, each with what it finds, what it doesn't, and how it takes hold."""

from __future__ import annotations

import pytest

from tests.crosscheck.made import Check, keyring_of, name_of, somebody
from webapp.people.identity import check_digit


def test_rule_1_a_second_live_application_of_the_year_is_held(ledger: Check) -> None:
    number = somebody()
    first, second = ledger.apply("steel", number), ledger.apply("port", number)
    assert ledger.application(first).state == "submitted"
    assert ledger.application(first).crosscheck is None
    held = ledger.application(second)
    assert (held.state, held.crosscheck, held.crosscheck_rules) == ("held", "blocked", [1])
    case = ledger.case(first, second)
    assert case.blocks
    assert case.rules == [1]
    assert case.district_id is None  # the units lie in two districts: the city is nearest to both


def test_rule_1_knows_years_apart(ledger: Check) -> None:
    number = somebody()
    first = ledger.apply("steel", number, programme_year=2025)
    second = ledger.apply("port", number)
    assert ledger.found(first) == ledger.found(second) == {}


@pytest.mark.parametrize(
    ("level", "occupation", "held"),
    [(2, "焊工", True), (1, "焊工", True), (3, "焊工", False), (2, "电工", False), (2, "焊工（电焊）", True)],
)
def test_rule_2_who_holds_this_or_a_higher_level_of_the_occupation_is_held(
    ledger: Check, level: int, occupation: str, held: bool
) -> None:
    number = somebody()
    ledger.known(number, level, occupation=occupation)
    made = ledger.apply("steel", number)
    assert ledger.application(made).state == ("held" if held else "submitted")
    assert ledger.moves(made) == (["import", "hold"] if held else ["import"])
    assert ledger.found(made) == ({(2, "held"): "open"} if held else {})


def test_rule_2_a_certificate_that_comes_to_be_known_later_holds_up_as_well(ledger: Check) -> None:
    number = somebody()
    made = ledger.apply("steel", number)
    approved = ledger.apply("port", somebody(), state="unit_approved")
    ledger.known(number)
    assert ledger.application(made).state == "held"
    other = ledger.application(approved)
    assert other.crosscheck is None


def test_rule_2_on_its_way_an_application_stays_where_it_is_and_is_marked(ledger: Check) -> None:
    number = somebody()
    made = ledger.apply("steel", number, state="unit_approved")
    ledger.known(number)
    found = ledger.application(made)
    assert (found.state, found.crosscheck) == ("unit_approved", "blocked")


def test_rule_2_a_revoked_certificate_stands_against_nobody(ledger: Check) -> None:
    number = somebody()
    ledger.known(number, revoked_at="2026-01-01", struck_by="hand")
    assert ledger.found(ledger.apply("steel", number)) == {}


def test_rule_3_one_certificate_number_of_two_applicants(ledger: Check) -> None:
    one, other = somebody(), somebody()
    first = ledger.apply("steel", one)
    written = ledger.application(first).certificate_number
    second = ledger.apply("port", other, certificate_number=written)
    assert ledger.found(first) == {}
    assert ledger.found(second) == {(3, "applications"): "open"}
    assert ledger.application(second).state == "held"


def test_rule_3_a_number_that_the_registry_has_of_somebody_else(ledger: Check) -> None:
    holder, claimant = somebody(), somebody()
    written = ledger.known(holder, 3)
    made = ledger.apply("steel", claimant, certificate_number=written)
    assert ledger.found(made) == {(3, "registry"): "open"}
    own = ledger.apply("steel", holder, certificate_number=written)
    assert (3, "registry") not in ledger.found(own)


def test_rule_4_several_certificates_of_one_year_warn(ledger: Check) -> None:
    number = somebody()
    before = {one.id for one in ledger.rows_of_registry()}
    ledger.known(number, 3, occupation="焊工")
    ledger.known(number, 3, occupation="电工")
    ledger.known(number, 4, occupation="钳工", issued_on="2015-01-01", issued_year=2015)
    cases = [one for one in ledger.rows_of_registry() if one.id not in before and one.rules == [4]]
    assert len(cases) == 1
    assert not cases[0].blocks
    assert cases[0].district_id is None


def test_rule_5_a_number_that_contradicts_what_was_typed(ledger: Check) -> None:
    warning = {"field": "certificate_number", "code": "certificate_contradicts", "params": {"said": "技师"}}
    made = ledger.apply("steel", somebody(), warnings=[warning])
    assert ledger.found(made) == {(5, "claimed"): "open"}
    found = ledger.application(made)
    assert (found.state, found.crosscheck) == ("submitted", "suspected")
    assert ledger.case(made).district_id == ledger.tenant("donggang").id


def test_rule_6_numbers_a_slip_apart_with_one_name_and_month(ledger: Check) -> None:
    number = somebody()
    slip = number[:16] + str((int(number[16]) + 2) % 10)
    slip += check_digit(slip)
    swapped = number[:12] + number[13] + number[12] + number[14:17]  # the 12th for the 21st
    swapped += check_digit(swapped)
    assert len({number, slip, swapped}) == 3
    name = name_of(number)
    first = ledger.apply("steel", number, name=name)
    second = ledger.apply("steel", slip, name=name)
    third = ledger.apply("port", swapped, name=name)
    assert ledger.found(second) == {(6, "one_digit"): "open"}
    assert ledger.found(third) == {(6, "swapped"): "open"}
    assert ledger.case(first, second).district_id == ledger.tenant("donggang").id
    assert ledger.case(first, third).district_id is None
    assert ledger.application(second).crosscheck == "suspected"


def test_rule_6_another_name_or_month_is_another_person(ledger: Check) -> None:
    number = somebody()
    slip = number[:16] + str((int(number[16]) + 2) % 10)
    slip += check_digit(slip)
    ledger.apply("steel", number, name="欧阳明")
    assert ledger.found(ledger.apply("steel", slip, name="欧阳朗")) == {}


def test_rule_6_near_a_known_certificate(ledger: Check) -> None:
    number = somebody()
    slip = number[:16] + str((int(number[16]) + 2) % 10)
    slip += check_digit(slip)
    ledger.known(number, 2, name="司马远")
    assert ledger.found(ledger.apply("steel", slip, name="司马远")) == {(6, "one_digit"): "open"}


def test_rule_6_the_same_number_in_its_15_digit_form(ledger: Check) -> None:
    number = somebody("19660412")
    ledger.known(number[:6] + number[8:17], 4, name="诸葛平", birth="1966-04")
    made = ledger.apply("steel", number, name="诸葛平", birth="1966-04")
    assert ledger.found(made) == {(6, "two_forms"): "open"}


def test_rule_6_one_telephone_of_several_names_is_held_against_the_first_alone(ledger: Check) -> None:
    index = keyring_of(ledger.app).index("0633-2910098")
    made = [ledger.apply("steel", somebody(), phone_index=index) for _ in range(3)]
    assert ledger.found(made[0]) == {}
    assert ledger.found(made[1]) == ledger.found(made[2]) == {(6, "phone"): "open"}
    assert ledger.case(made[0], made[2]).rules == [6]


def test_rule_7_a_certificate_of_a_series_that_is_known_whole(ledger: Check) -> None:
    covered = "S00003711029919"
    ledger.cover(covered)
    holder = somebody()
    written = ledger.known(holder, 3, written=f"{covered}3000001")
    missing = ledger.apply("steel", somebody(), certificate_number=f"{covered}3000002")
    assert ledger.found(missing) == {(7, "unregistered"): "open"}
    assert ledger.found(ledger.apply("steel", holder, certificate_number=written)) == {}
    elsewhere = ledger.apply("steel", somebody(), certificate_number="S000037110298193000002")
    assert ledger.found(elsewhere) == {}
