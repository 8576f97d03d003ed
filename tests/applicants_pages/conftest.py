"""Twenty thousand applications in a database of the module's own, and the plans of what pages ask of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, text

from tenants.db import db
from tenants.scope import Reach, Scope, acting_as
from tests.conftest import environment
from webapp.app import create_app
from webapp.config import read_settings
from webapp.extensions import keyring
from webapp.local.for_tests import TestServers

CITY, DISTRICT, TENANT = 1, 2, 105
SCOPES = {
    Reach.TENANT: Scope(Reach.TENANT, tenant_id=TENANT, district_id=DISTRICT, city_id=CITY, read_only=True),
    Reach.DISTRICT: Scope(
        Reach.DISTRICT, tenant_id=DISTRICT, district_id=DISTRICT, city_id=CITY, read_only=True
    ),
    Reach.CITY: Scope(Reach.CITY, tenant_id=CITY, city_id=CITY, read_only=True),
}
# 200 organisations in five districts of two cities; a few tenths wait, the rest has moved on.
FILL = """
insert into application (
  public_id, programme_year, state, version, tenant_id, district_id, city_id, name, name_pinyin, unit_name,
  id_type, id_number, id_index, id_fingerprint, id_masked, target_occupation, target_level, eligibility,
  reference_date, policy_version, warnings, created_at, updated_at)
select 'JLL-' || (2024 + k % 3) || '-' || lpad(n::text, 10, '0'), 2024 + k % 3,
  (array['submitted','unit_approved','accepted','certified','closed','closed','closed','closed','returned',
         'in_training'])[1 + k % 10], 1,
  100 + n % 200, 2 + n % 5, 1 + (n % 200) / 160,
  (array['陈','王','李','连','单','欧阳'])[1 + k % 6] || (array['志远','伟','建国'])[1 + k % 3],
  (array['chen','wang','li','lian','shan','ouyang'])[1 + k % 6] || ' '
    || (array['zhiyuan','wei','jianguo'])[1 + k % 3],
  '日照某某有限公司', 'resident', '\\x00', sha256(n::text::bytea), n * 7919, '371102********0000', '焊工',
  (array['高级工','技师','高级技师'])[1 + k % 3],
  '{"eligible" : true, "routes" : [], "clause" : ""}', current_date, '2022', '[]',
  now() - n * interval '20 minutes', now()
from generate_series(1, :number) n, lateral (select n / 200 + n % 7 as k) mixed
"""
# Nineteen of twenty have a photo, each of ten one that was replaced as well.
PHOTOS = """
insert into application_photo (
  application_id, tenant_id, district_id, city_id, name, size, digest, file_id, kind, width, height, blue,
  thumb_digest, display_digest, warnings, policy_version, uploaded_by_name, replaced_at)
select a.id, a.tenant_id, a.district_id, a.city_id, 'x.jpg', 2000000, 'a', 1, 'jpeg', 420, 588, 100, 'b', 'c',
  '[]', '2022', '某人', case when old then now() end
from application a, (values (false), (true)) kept (old) where a.id % 20 > 0 and (not old or a.id % 10 = 1)
"""


@pytest.fixture(scope="module")
def many(servers: TestServers, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder: Path = tmp_path_factory.mktemp("many")
    with servers.copy_of(migrated) as name:
        given = environment(servers, name, folder)
        app = create_app(read_settings(given))
        app.testing = True
        owner = create_engine(read_settings(given).owner_url, isolation_level="AUTOCOMMIT")
        with owner.connect() as connection:  # the organisations are numbers here, and stand in no register
            connection.execute(text("alter table application_photo disable trigger user"))
        with app.app_context(), acting_as(Scope.of_system("a test fills the table")):
            db.session.execute(text(FILL), {"number": 20_000})
            db.session.execute(text(PHOTOS))
            db.session.commit()
        with owner.connect() as connection:
            connection.execute(text("analyze"))
        owner.dispose()
        yield app
        with app.app_context():
            db.engine.dispose()


@dataclass(frozen=True)
class Plans:
    """The plans of every statement on applications that a read made."""

    app: Flask

    def of(self, reach: Reach, read: Callable[[], object]) -> list[str]:
        """Run `read` under the reach and explain what it asked of the applications' table."""
        with self.app.test_request_context(), acting_as(SCOPES[reach]):
            with self._listening() as asked:
                read()
            plans = []
            for statement, values in asked:
                rows = db.session.connection().exec_driver_sql("explain " + statement, values)
                plans.append("\n".join(rows.scalars()))
            db.session.rollback()
        return plans

    @contextmanager
    def _listening(self) -> Iterator[list[tuple[str, object]]]:
        asked: list[tuple[str, object]] = []

        def note(_c: object, _k: object, statement: str, values: object, *_rest: object) -> None:
            if "FROM application " in statement.replace("\n", " ") + " ":
                asked.append((statement, values))

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def plans(many: Flask) -> Plans:
    return Plans(many)


@pytest.fixture
def ring(many: Flask) -> object:
    with many.app_context():
        return keyring()
