"""No page asks the database more than a dozen times, whoever looks at it (spec: performance)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tenants.db import db
from tests.matrix.calls import House, calls
from tests.matrix.test_matrix import _may
from tests.matrix.world import ACTORS

MOST = 12


@contextmanager
def counted(house: House) -> Iterator[list[str]]:
    """The SQL statements of the block, the stamp of each transaction among them."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    with house.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("who", ACTORS)
def test_a_page_asks_at_most_a_dozen_times(house: House, who: str) -> None:
    long = {}
    for call in calls(house.app):
        if call.method == "GET" and _may(who, call):
            with counted(house) as said:
                house.ask(who, call)
            if len(said) > MOST:
                long[str(call)] = said
    assert long == {}


def test_the_counter_counts(house: House) -> None:
    with counted(house) as said:
        house.client("steel.org_admin").get("/admin/users")
    assert any("from user_account" in statement.lower() for statement in said)
