"""The reminder of photos that lack (三(三)3): while one can hand in, never twice within a week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from tests.photos.conftest import Add, Keeper
from tests.programmes.made import late_for, open_programme
from webapp.notices.models import Notice
from webapp.photos import reminding
from webapp.photos.reminding import EVENT, remind, remind_at
from webapp.policy.programme import programme_year
from webapp.policy.rules import Window
from webapp.programmes.models import Programme

SYSTEM = Scope.of_system("a test reminds")
NOW = datetime.now(UTC)
Stored = Callable[[type], list[object]]


@pytest.fixture
def at(app: Flask, cast: Cast) -> Callable[[datetime], int]:
    """Remind at a moment, as if nothing had reminded on that day yet; the year to come is open too."""
    with app.app_context(), acting_as(SYSTEM):
        open_programme(cast.tenants["city"].id, programme_year() + 1)
        db.session.commit()

    def reminded(moment: datetime) -> int:
        with app.app_context(), acting_as(SYSTEM):
            found = remind_at(moment)
            db.session.commit()
            return found

    return reminded


def told(stored: Stored) -> list[tuple[int, list[str], dict[str, str], str]]:
    return [(one.tenant_id, one.roles, one.params, one.link) for one in stored(Notice) if one.event == EVENT]


def test_clause_3_3_3_a_unit_is_told_how_many_lack_a_photo_once_in_seven_days(
    at: Callable[[datetime], int], cast: Cast, add: Add, clerk: Keeper, stored: Stored, photo: bytes
) -> None:
    ming, *_others = add("王小明", "李四", "周八")
    add("赵六", state="withdrawn")
    add("江一", unit="port", state="rejected")
    assert clerk.keep(ming, photo).status_code == 303
    steel = cast.tenants["steel"].id
    one = (steel, ["org_clerk"], {"count": "2"}, "/photos/missing")
    assert at(NOW) == 1
    assert told(stored) == [one]
    assert at(NOW + timedelta(days=6, hours=23)) == 0
    assert at(NOW + timedelta(days=7, hours=1)) == 1
    assert told(stored) == [one, one]


def test_clause_3_4_outside_of_the_window_only_a_unit_opened_late_is_told(
    at: Callable[[datetime], int], app: Flask, cast: Cast, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("王小明")
    add("江一", unit="port")
    monkeypatch.setattr(Window, "holds", lambda _window, _day: False)
    assert at(NOW) == 0
    with app.app_context():
        late_for(cast.tenants["port"])
    _state(app, "draft")
    assert at(NOW) == 0
    _state(app, "published")
    assert at(NOW) == 1
    monkeypatch.undo()
    _state(app, "closed")
    assert at(NOW + timedelta(days=8)) == 0
    _state(app, "published")
    assert at(NOW + timedelta(days=8)) == 2


def _state(app: Flask, state: str) -> None:
    with app.app_context(), acting_as(SYSTEM):
        db.session.execute(update(Programme).values(state=state))
        db.session.commit()


def test_the_beat_reminds_once_a_day(
    app: Flask, add: Add, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "PEACE", timedelta(0))
    add("王小明")
    with app.test_request_context():
        assert remind() == 1
        assert remind() == 0
    assert len(told(stored)) == 1
