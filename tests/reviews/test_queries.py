"""No page of the desks asks the database more than a dozen times, however much waits (spec: performance)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, select, update

from tenants.db import db
from tests.applicants_pages.made import numbers
from tests.reviews.conftest import UNATTESTED, House
from webapp.applicants.models import Application
from webapp.reviews.models import Sending

MOST = 12


@contextmanager
def counted(house: House) -> Iterator[list[str]]:
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


def test_no_page_asks_more_than_a_dozen_times(house: House) -> None:
    given = numbers(12)
    sent = house.send(number=given[0])
    me = house.cast.users["college.registrar"].id
    waiting = [house.apply(number=one, warnings=[UNATTESTED]) for one in given[1:]]
    house.as_system(
        lambda: db.session.execute(
            update(Application).where(Application.public_id == sent).values(assigned_to=me)
        )
    )
    sending = house.read(select(Sending.public_id))[0]
    long = {}
    for who, addresses in {
        "steel.org_reviewer": (
            "/", "/reviews", "/reviews?desk=free&level=技师",
            f"/applications/{waiting[0]}?place=1&state=submitted",
            f"/applications/{sent}", f"/reviews/{waiting[0]}/assign", f"/reviews/{sent}/receipt",
        ),
        "college.registrar": (
            "/", "/reexaminations", f"/reexaminations?unit={sending}", f"/reexaminations/{sent}",
            f"/reexaminations/{sent}/assign", f"/reexaminations/{sent}/receipt", "/phone-confirmations",
            f"/phone-confirmations/{sending}",
        ),
    }.items():  # fmt: skip
        client = house.client(who)
        for address in addresses:
            with counted(house) as said:
                assert client.get(address).status_code == 200, address
            if len(said) > MOST:
                long[address] = [len(said), *(" ".join(one.split())[:150] for one in said)]
    assert long == {}


def test_a_queue_of_many_asks_no_more_than_one_of_few(house: House) -> None:
    client = house.client("steel.org_reviewer")
    given = numbers(30)
    house.apply(number=given[0])
    with counted(house) as few:
        client.get("/reviews")
    for one in given[1:]:
        house.apply(number=one)
    with counted(house) as many:
        client.get("/reviews")
    assert len(many) == len(few)
