"""Each list and search keeps its index under each role; a policy that spoils one shows here (spec 5.1)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tenants.scope import Reach
from tenants.sealing import Keyring
from tests.applicants_pages.conftest import DISTRICT, TENANT, Plans
from webapp.applicants import queries
from webapp.applicants.cursor import Cursor
from webapp.applicants.filters import Filters, Territory
from webapp.dashboards import queries as dashboard

REACHES = (Reach.TENANT, Reach.DISTRICT, Reach.CITY)
MOMENT = "2026-06-01T00:00:00+08:00"
Read = Callable[[], object]

LISTS: dict[str, tuple[Read, str]] = {
    "newest": (lambda: queries.applications(Filters()), "ix_application_{reach}_new"),
    "oldest first": (lambda: queries.applications(Filters(sort="created")), "ix_application_{reach}_new"),
    "next page": (
        lambda: queries.applications(Filters(), Cursor(MOMENT, 900, 50)), "ix_application_{reach}_new"
    ),
    "page before": (
        lambda: queries.applications(Filters(), Cursor(MOMENT, 900, 50, back=True)),
        "ix_application_{reach}_new",
    ),
    "one state": (lambda: queries.applications(Filters(state="returned")), "ix_application_{reach}_list"),
    "one state, next page": (
        lambda: queries.applications(Filters(state="returned"), Cursor(MOMENT, 900, 50)),
        "ix_application_{reach}_list",
    ),
    # Whatever index bounds it to the reach, neither the applications nor the photos are read from end to end.
    "lacking a photo": (
        lambda: queries.applications(Filters(photo="missing")), "{reach}_id = (NULLIF("
    ),
    "lacking a photo, next page": (
        lambda: queries.applications(Filters(photo="missing"), Cursor(MOMENT, 900, 50)),
        "{reach}_id = (NULLIF(",
    ),
    "by name": (lambda: queries.applications(Filters(sort="name")), "ix_application_{reach}_name"),
    "by name, next page": (
        lambda: queries.applications(Filters(sort="name"), Cursor("li wei", 900, 50)),
        "ix_application_{reach}_name",
    ),
    "a Chinese beginning": (
        lambda: queries.applications(Filters(text="陈志", sort="name")), "ix_application_{reach}_name"
    ),
    "pinyin": (
        lambda: queries.applications(Filters(text="chenzhi", sort="name")), "ix_application_{reach}_name"
    ),
    "pinyin of two readings": (
        lambda: queries.applications(Filters(text="lian", sort="name")), "ix_application_{reach}_name"
    ),
    # A unit with few rows may be read whole by any index of its own.
    "one level": (lambda: queries.applications(Filters(level="技师")), "ix_application_{reach}_"),
    "an application's number": (
        lambda: queries.applications(Filters(text="JLL-2024-0000000999", sort="name")),
        "uq_application_public_id",
    ),
    "the latest": (dashboard.latest, "ix_application_{reach}_new"),
    "the oldest of two states": (
        lambda: dashboard.oldest(["submitted", "returned"]), "ix_application_{reach}_list"
    ),
}  # fmt: skip


@pytest.mark.parametrize("reach", REACHES)
@pytest.mark.parametrize("what", LISTS)
def test_a_list_reads_its_index(plans: Plans, reach: Reach, what: str) -> None:
    read, index = LISTS[what]
    found = plans.of(reach, read)
    assert found
    for plan in found:
        assert "Seq Scan on application" not in plan, plan
        assert index.format(reach=reach.value) in plan, plan


@pytest.mark.parametrize("reach", REACHES)
def test_an_identity_number_is_found_by_its_fingerprint(plans: Plans, reach: Reach, ring: Keyring) -> None:
    found = plans.of(reach, lambda: queries.by_identity("11010119900307000X", ring))
    assert found
    assert all("ix_application_id_fingerprint" in plan for plan in found), found


@pytest.mark.parametrize(
    ("reach", "place", "index"),
    [
        (Reach.DISTRICT, Territory("tenant_id", TENANT, ""), "ix_application_tenant_new"),
        # The planner chooses between the two by how large a part of the city the district is.
        (Reach.CITY, Territory("district_id", DISTRICT, ""), "_new on application"),
    ],
)
def test_a_bureau_looks_into_one_unit_by_that_units_index(
    plans: Plans, reach: Reach, place: Territory, index: str
) -> None:
    found = plans.of(reach, lambda: queries.applications(Filters(place=place)))
    assert found
    assert all(index in plan for plan in found), found


def test_what_the_figures_do_not_hold_is_not_looked_for(plans: Plans) -> None:
    """A year without applications costs one look at the summary, and no scan of two million rows."""
    assert plans.of(Reach.CITY, lambda: queries.applications(Filters(year=2019))) == []


def test_figures_never_count_applications(plans: Plans) -> None:
    assert plans.of(Reach.CITY, lambda: dashboard.figures(2026)) == []
    assert plans.of(Reach.CITY, lambda: dashboard.by_unit(2026, "district_id", ("accepted",))) == []
