"""查重规则: a level is changed by the city alone, as another version of the policy, and takes hold from then
on; hits are counted within reach (1.7, 1.11)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.crosscheck.desk import CITY, DISTRICT, a_double, desk_of
from tests.crosscheck.made import Check, somebody
from tests.crosscheck.policies import policy
from tests.signing_in import csrf_of
from webapp.policy.crosscheck import RULES

PAGE = "/crosscheck/rules"
BASED = re.compile(r'name="based_on"[^>]*value="([^"]+)"')
CHOSEN = re.compile(r'<select[^>]*name="(crosscheck_\w+)".*?<option selected value="(\w+)"', re.DOTALL)


@pytest.fixture
def city(ledger: Check) -> Iterator[FlaskClient]:
    """The city's officer; whatever levels they set are set back."""
    with policy(ledger, **{rule.setting: "block" if rule.number < 4 else "warn" for rule in RULES}):
        yield desk_of(ledger, CITY).client


def shown(client: FlaskClient) -> dict[str, str]:
    """The form as the page offers it."""
    page = client.get(PAGE).text
    based = BASED.search(page)
    assert based
    return {"csrf_token": csrf_of(client, PAGE), "based_on": based[1], **dict(CHOSEN.findall(page))}


def test_a_level_is_changed_as_another_policy_version_and_takes_hold(
    ledger: Check, city: FlaskClient
) -> None:
    before = shown(city)
    assert {before[rule.setting] for rule in RULES} == {"block", "warn"}
    changed = before | {"crosscheck_two_applications": "off", "reason": "试行期间不查"}
    assert city.post(PAGE, data=changed).status_code == 303
    page = city.get(PAGE).text
    assert "已修订为政策" in page
    after = shown(city)
    assert after["based_on"] != before["based_on"]
    assert after["crosscheck_two_applications"] == "off"
    number = somebody()
    ledger.apply("steel", number)
    second = ledger.apply("port", number, state="unit_approved", sole=False)
    assert ledger.found(second) == {}


def test_without_a_reason_nothing_is_saved_and_nothing_lost(city: FlaskClient) -> None:
    before = shown(city)
    answer = city.post(PAGE, data=before | {"crosscheck_already_held": "warn", "reason": ""})
    assert answer.status_code == 422
    assert dict(CHOSEN.findall(answer.text))["crosscheck_already_held"] == "warn"
    assert shown(city)["based_on"] == before["based_on"]


def test_whoever_comes_second_is_told_of_the_newer_version(city: FlaskClient) -> None:
    first = shown(city)
    changed = first | {"crosscheck_already_held": "warn", "reason": "试行"}
    assert city.post(PAGE, data=changed).status_code == 303
    late = city.post(PAGE, data=first | {"crosscheck_already_held": "off", "reason": "另一人"})
    assert late.status_code == 409
    assert "政策已由别人修订" in late.text
    assert shown(city)["crosscheck_already_held"] == "warn"


@pytest.mark.parametrize("who", [DISTRICT, "city.city_auditor"])
def test_others_read_the_rules_and_change_none(ledger: Check, who: str) -> None:
    client = desk_of(ledger, who).client
    page = client.get(PAGE).text
    assert "<select" not in page[page.index("<main") :]
    token = {"csrf_token": csrf_of(client, "/account/sessions"), "reason": "试试"}
    assert client.post(PAGE, data=token).status_code == 403


@pytest.mark.parametrize("who", ["steel.org_clerk", "college.registrar"])
def test_units_and_institutions_dont_read_them(ledger: Check, who: str) -> None:
    assert desk_of(ledger, who).client.get(PAGE).status_code == 403


def test_hits_are_counted_within_reach(ledger: Check, city: FlaskClient) -> None:
    district = desk_of(ledger, DISTRICT).client
    all_before, near_before = hits(city), hits(district)
    a_double(ledger, "steel", "school")
    a_double(ledger)
    assert hits(city) == all_before + 2
    assert hits(district) == near_before + 1


def hits(client: FlaskClient) -> int:
    """How many findings of rule 1 wait, as the page says."""
    page = client.get(PAGE).text
    row = page[page.index(f"1．{RULES[0].title}") :]
    found = re.search(r'<td class="jl-number">(?:<a[^>]*>)?(\d+)', row)
    assert found
    return int(found[1])
