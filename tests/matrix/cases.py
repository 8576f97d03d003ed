"""A case of the cross-check for a unit of the matrix, with a paper; a statement; a run, a list."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from tenants.db import db
from tenants.models import Tenant
from tenants.scope import Reach, Scope, acting_as
from webapp.applicants.models import Application
from webapp.crosscheck.models import Case, CaseEvent, Finding, Run, Statement
from webapp.extensions import keyring
from webapp.files.models import StoredFile
from webapp.people.models import KnownCertificate
from webapp.registry.models import CertificateList


def add_case(tenant: Tenant, application: str, file: StoredFile, note: Callable[[str, str], None]) -> None:
    """Under the reach of the tenant's superior: what the check and a decision leave behind. Commits."""
    with acting_as(Scope.of_system("the matrix looks", read_only=True)):
        query = select(Application.id).where(Application.public_id == application)
        key = db.session.scalar(query)
        db.session.commit()
    place = {"city_id": tenant.city_id, "district_id": tenant.district_id}
    with acting_as(Scope.of_crosscheck(tenant.city_id)):
        case = Case(
            **place, programme_year=2022, application_id=key, state="open", blocks=False, rules=[5],
        )  # fmt: skip
        db.session.add(case)
        db.session.flush()
        db.session.add(
            Finding(
                **place, case_id=case.id, rule=5, ground="claimed", level="warn", compared=1,
                concerned_id=key, outcome="open",
            )
        )  # fmt: skip
        db.session.commit()
    with acting_as(Scope(Reach.CITY, tenant_id=tenant.city_id, city_id=tenant.city_id)):
        event = CaseEvent(**place, case_id=case.id, verb="open", file_id=file.id, details={})
        db.session.add(event)
        db.session.commit()
    note("case", case.public_id)
    note("case_event", str(event.id))


def add_statement(application: Application, file: StoredFile) -> Statement:
    """What the unit says of an application; in the open transaction, under its reach."""
    said = Statement(
        tenant_id=application.tenant_id, district_id=application.district_id, city_id=application.city_id,
        application_id=application.id, words="已调离原单位", file_id=file.id, user_id=1, actor="某人",
    )  # fmt: skip
    db.session.add(said)
    db.session.flush()
    return said


def add_run(city_id: int) -> str:
    """A run that is over; commits, answers its public id."""
    with acting_as(Scope.of_system("the matrix has a run")):
        run = Run(city_id=city_id, state="done", policy_version="2022", applications=0, certificates=0,
                  found={})  # fmt: skip
        db.session.add(run)
        db.session.commit()
    return run.public_id


def add_list(city_id: int, file: StoredFile, note: Callable[[str, str], None]) -> None:
    """A list that stands, with a certificate on it; commits."""
    index = keyring().index(f"a person of {file.id}")
    with acting_as(Scope(Reach.CITY, tenant_id=city_id, city_id=city_id)):
        listed = CertificateList(
            city_id=city_id, user_id=1, actor="某人", title="名单", complete=False, file_id=file.id,
            file_name=file.name, digest=f"{file.digest}{file.id}", state="done", head={}, counts={},
        )  # fmt: skip
        db.session.add(listed)
        db.session.flush()
        known = KnownCertificate(
            city_id=city_id, list_id=listed.id, source="list", id_number=keyring().seal("-"), id_masked="*",
            id_index=index, person_fingerprint=keyring().fingerprint(index), id_form=18, name="江一鸣",
            number=f"S00003711021515{file.id:07d}", occupation="电工", level=3,
        )  # fmt: skip
        db.session.add(known)
        db.session.commit()
    note("list", listed.public_id)
    note("certificate", str(known.id))
