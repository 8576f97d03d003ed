"""The ledger of a house whose jobs real workers do, and the city's officer at it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.crosscheck.made import Check
from tests.jobs.conftest import House, house
from tests.jobs.test_pages import Browser
from tests.registry.conftest import Officer

__all__ = ["house"]
SLOW = "0.4"  # seconds between a step's effects and its commit: a kill finds it there


@pytest.fixture
def ledger(house: House) -> Check:
    return Check(house.app, house.cast)


@pytest.fixture
def officer(house: House, ledger: Check) -> Officer:
    """The city's officer; their requests see nothing of the test's own context."""
    return Officer(Browser(house, "city.city_filing"), ledger)


@pytest.fixture
def slow(house: House) -> Callable[[], object]:
    return lambda: house.worker(TEST_ADVANCE_SECONDS=SLOW)
