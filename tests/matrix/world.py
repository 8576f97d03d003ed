"""The world of the matrix: for every unit of the cast, and one of another city, a row of every kind.

Each row is written under its own tenant's reach, so nothing stands there that the product couldn't write.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from io import BytesIO

from openpyxl import Workbook

from tenants.actor import Actor
from tenants.db import db, territory
from tenants.kinds import Kind
from tenants.models import public_id
from tenants.registry import NewTenant, create_tenant
from tenants.roles import roles_for
from tenants.scope import Reach, Scope, acting_as
from tenants.staff import create_user
from tests.cast import Cast, credit_code, read_cast
from tests.matrix.applicant import add_applicant
from tests.matrix.cases import add_case, add_list, add_run, add_statement
from tests.matrix.filed import file_for
from tests.photos.made import add_batch, add_photo
from tests.programmes.made import late_for
from webapp.applicants.models import Application, application_number
from webapp.entering.content import seal
from webapp.entering.models import ApplicationDraft
from webapp.extensions import keyring
from webapp.files.models import StoredFile
from webapp.files.operations import store
from webapp.jobs.models import Job
from webapp.notices.models import Notice
from webapp.papers.models import PaperList, PaperPrint, SealedPaper
from webapp.people.identity import check_digit
from webapp.policy.eligibility import decide
from webapp.policy.load import policy_for
from webapp.policy.spans import PartialDate
from webapp.reviews.models import Sending
from webapp.rosters.models import Roster, RosterRow
from webapp.sheets.checking.decision import eligibility_to_plain

# One actor for every role of the table; the units whose rows are theirs, and not theirs.
ACTORS = (
    "city.city_admin", "city.city_filing", "city.city_finance", "city.city_auditor",
    "donggang.district_admin", "donggang.district_officer", "donggang.district_reviewer",
    "college.inst_admin", "college.registrar", "college.academic", "college.examiner", "college.certifier",
    "steel.org_admin", "steel.org_clerk", "steel.org_reviewer",
    "self.applicant",
)  # fmt: skip
OWN = {"city": "steel", "donggang": "steel", "college": "college", "steel": "steel", "self": "steel"}
FOREIGN = {"city": "abroad", "donggang": "port", "college": "steel", "steel": "port", "self": "port"}
DAY, YEAR = date(2022, 5, 6), 2022
OWNERS = ("steel", "port", "college", "abroad")


@dataclass
class World:
    """The cast, and the public ids of the rows by kind and unit."""

    cast: Cast
    ids: dict[str, dict[str, str]] = field(default_factory=dict)

    def note(self, kind: str, unit: str, public_id: str) -> None:
        self.ids.setdefault(kind, {})[unit] = public_id


def build_world() -> World:
    """Make it all beside the cast; commits. Needs an application context."""
    world = World(read_cast())
    _abroad(world)
    for unit in OWNERS:
        tenant = world.cast.tenants[unit]
        world.note("tenant", unit, tenant.public_id)
        world.note("user", unit, _somebody(world, unit))
        world.note("institution", unit, tenant.public_id)
        world.note("scope", unit, file_for(tenant))
        world.note("late_opening", unit, late_for(tenant))
        scope = Scope(
            Reach.TENANT, tenant_id=tenant.id, district_id=tenant.district_id, city_id=tenant.city_id
        )
        with acting_as(scope):
            file = _rows(world, unit, scope)
            db.session.commit()
        add_case(tenant, world.ids["application"][unit], file, partial(_noted, world, unit))
        world.note("run", unit, add_run(tenant.city_id))
        add_list(tenant.city_id, file, partial(_noted, world, unit))
    add_applicant(world.cast, world.note, _application)
    for who in ACTORS:
        if world.cast.actors[who].tenant is not None:
            _task(world, who)
        _notice(world, who)
    for unit in OWNERS:
        _notice(world, f"{unit}.org_clerk", note=unit)
    return world


def _task(world: World, who: str) -> None:
    """A piece of work that the actor asked for: a list of one's own shows no others'."""
    me = world.cast.actors[who]
    with acting_as(me.scope()):
        job = Job(
            kind="rosters.check", queue="import", subject_id=1, state="done", user_id=me.user_id,
            **territory(me.scope()),
        )  # fmt: skip
        db.session.add(job)
        db.session.commit()
        world.note("job", who, job.public_id)
        if me.scope().reach is Reach.TENANT:
            world.note("print", who, _print(me.scope()).public_id)
            db.session.commit()


def _print(scope: Scope) -> PaperPrint:
    """A batch print of the scope's user."""
    kept = PaperList(
        public_id=application_number(YEAR).replace("JLL", "HZB"), programme_year=YEAR, data_version=1,
        occupation=f"电工{secrets.token_hex(4)}", level="技师", **territory(scope),
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    asked = PaperPrint(user_id=scope.user_id or 1, list_id=kept.id, people=1, **territory(scope))
    db.session.add(asked)
    db.session.flush()
    return asked


def _sealed(application: Application, file: StoredFile, scope: Scope) -> SealedPaper:
    return SealedPaper(
        kind="annex1", application_id=application.id, data_version=1, content=keyring().seal("{}"),
        file_id=file.id, digest=file.digest, file_name="盖章件.pdf", size=file.size, pages=1, tied_by="hand",
        actor="某人", **territory(scope),
    )  # fmt: skip


def _notice(world: World, who: str, note: str = "") -> None:
    """A notice to the actor alone, noted as theirs; or one to a unit, noted as the unit's."""
    own = {"user_id": world.cast.users[who].id} if not note else {
        "tenant_id": world.cast.tenants[note].id, "roles": ["nobody_else"]
    }  # fmt: skip
    with acting_as(Scope.of_system("the matrix tells")):
        notice = Notice(**{"roles": [], **own}, event="policy.changed", params={}, link="/notices")
        db.session.add(notice)
        db.session.commit()
        world.note("notice", note or who, notice.public_id)


def _abroad(world: World) -> None:
    """A unit of another city: what is foreign to the city's own roles."""
    with acting_as(Scope.of_system("the matrix needs another city")):
        city = create_tenant(NewTenant(Kind.CITY_BUREAU, "外市人力资源和社会保障局", "外市", "371300"), None)
        new = NewTenant(Kind.ENTERPRISE, "外市远山机械有限公司", "远山机械", "371300", credit_code(77))
        world.cast.tenants["abroad"] = create_tenant(new, city)
        user = create_user(world.cast.tenants["abroad"], "abroad.clerk", "江远", ["org_clerk"]).user
        world.cast.users["abroad.org_clerk"] = user
        db.session.commit()


def _somebody(world: World, unit: str) -> str:
    """A user of the unit who is none of the actors: the matrix takes their roles away."""
    with acting_as(Scope.of_system("the matrix needs somebody to administer")):
        role = roles_for(Kind(world.cast.tenants[unit].kind))[0].value
        user = create_user(world.cast.tenants[unit], f"{unit}.spare", "江有余", [role]).user
        db.session.commit()
    return user.public_id


def _noted(world: World, unit: str, kind: str, public_id: str) -> None:
    world.note(kind, unit, public_id)


def _rows(world: World, unit: str, scope: Scope) -> StoredFile:
    kept = store().put(_workbook(unit), world.cast.tenants[unit].id, 100_000)
    file = StoredFile(
        name="名册.xlsx", size=kept.size, digest=kept.digest, media_type="application/zip", **territory(scope)
    )
    db.session.add(file)
    db.session.flush()
    roster = Roster(
        user_id=1, file_id=file.id, file_name=file.name, digest=file.digest, programme_year=YEAR,
        state="preview", reference_date=DAY, policy_version="2022", sheet="Sheet1", header_row=4,
        counts={"rows": 1, "skipped": 0, "accepted": 1, "warned": 0, "asked": 0, "refused": 0},
        **territory(scope),
    )  # fmt: skip
    db.session.add(roster)
    db.session.flush()
    job = Job(kind="rosters.check", queue="import", subject_id=roster.id, state="done", **territory(scope))
    application = _application(scope)
    draft = ApplicationDraft(
        public_id=public_id(), entered_by=1, saved_by=1, content=seal({"name": "江一帆"}, keyring()),
        **territory(scope),
    )  # fmt: skip
    db.session.add_all([job, draft, application, _row(scope, roster.id)])
    db.session.flush()
    sealed = _sealed(application, file, scope)
    db.session.add(sealed)
    db.session.flush()
    world.note("sealed_paper", unit, sealed.public_id)
    add_photo(application.id, file, scope)
    world.note("photo_batch", unit, add_batch(file, scope).public_id)
    _sent(world, unit, scope, file)
    world.note("print", unit, _print(scope).public_id)
    world.note("draft", unit, draft.public_id)
    world.note("statement", unit, add_statement(application, file).public_id)
    for kind, row in (("file", file), ("roster", roster), ("job", job), ("application", application)):
        world.note(kind, unit, row.public_id)
    return file


def _sent(world: World, unit: str, scope: Scope, file: StoredFile) -> None:
    """What the unit sent to itself as the institution: foreign to every other one."""
    application = _application(scope)
    application.state, application.institution_id = "unit_approved", scope.tenant_id
    sending = Sending(
        institution_id=scope.tenant_id, programme_year=YEAR, unit_name="某单位", phone="0633-2910000",
        **territory(scope),
    )  # fmt: skip
    db.session.add_all([application, sending])
    db.session.flush()
    add_photo(application.id, file, scope)
    world.note("sent", unit, application.public_id)
    world.note("sending", unit, sending.public_id)


def _workbook(unit: str) -> BytesIO:
    book, written = Workbook(), BytesIO()
    assert book.active is not None
    book.active.title = "Sheet1"
    for number in range(1, 6):
        book.active.cell(number, 1, unit)
    book.save(written)
    written.seek(0)
    return written


def _person() -> dict[str, object]:
    """A made-up person and the decision on them, as an import keeps both."""
    ring, body = keyring(), f"371102198503{secrets.randbelow(28) + 1:02d}{secrets.randbelow(1000):03d}"
    number = body + check_digit(body)
    found = decide("技师", "高级工", PartialDate(2015, 6, 1), 180, DAY, policy_for(2022))
    return {
        "name": "江一鸣", "name_pinyin": "jiang yi ming", "id_number": ring.seal(number),
        "id_index": ring.index(number), "id_fingerprint": ring.fingerprint(ring.index(number)),
        "id_masked": f"{number[:6]}********{number[-4:]}", "id_type": "resident", "sex": "男",
        "birth": "1985-03", "unit_name": "某单位", "work_start": "2005-07", "education": "大专",
        "occupation": "电工", "experience_months": 180, "current_level": "高级工",
        "certificate_date": "2015-06-01",
        "certificate_number": f"S000037110215153{secrets.randbelow(1_000_000):06d}",
        "phone": ring.seal("13900001234"), "phone_index": ring.index(f"13900001234 of {number}"),
        "phone_masked": "139****1234", "target_occupation": "电工", "target_level": "技师",
        "eligibility": eligibility_to_plain(found), "warnings": [],
    }  # fmt: skip


def _application(scope: Scope) -> Application:
    return Application(
        public_id=application_number(YEAR), programme_year=YEAR, state="submitted",
        reference_date=DAY, policy_version="2022", institution_id=scope.tenant_id, **_person(),
        **territory(scope),
    )  # fmt: skip


def _row(scope: Scope, roster_id: int) -> RosterRow:
    return RosterRow(
        roster_id=roster_id, row=5, outcome=0, codes=[], content=secrets.token_bytes(32),
        application_number=application_number(YEAR), **_person(), **territory(scope),
    )  # fmt: skip


def actor_of(world: World, who: str) -> Actor:
    return world.cast.actors[who]
