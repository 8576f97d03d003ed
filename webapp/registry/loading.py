"""The jobs of a list: reading it into the registry, and striking what came in by it.

Killed anywhere, reading goes on after the last line that was written: the child passes over what is done.
Each step's certificates are checked against the whole city's ledger in its own transaction (1.7).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import delete, func, select, text

from tenants.db import db
from tenants.scope import Scope
from webapp.crosscheck.checking import check
from webapp.crosscheck.looks import SERIES
from webapp.crosscheck.telling import tell_settled
from webapp.extensions import keyring
from webapp.files.models import StoredFile
from webapp.files.operations import read_file
from webapp.jobs.work import Step, Work
from webapp.people.models import CoveredSeries
from webapp.policy.programme import programme_year, today
from webapp.programmes.queries import policy_of
from webapp.registry.models import CertificateList, ListedCertificate, ListState
from webapp.registry.writing import REFUSED, keep_refused, sealed, write
from webapp.sheets.cells import FileRefused
from webapp.sheets.certificates.lines import Line
from webapp.sheets.messages import sentence
from webapp.sheets.sandbox.certificates import CertificateFile
from webapp.transaction import separately

LINES = 2000  # a step: as many as the check looks at while a clerk waits beside it
LARGE = 5000
HOPELESS, EMPTY = "certificates_unreadable", "certificates_empty"
COVER = text(f"""
insert into covered_series (city_id, series, list_id)
select distinct l.city_id, {SERIES}, x.list_id from listed_certificate x
join known_certificate l on l.id = x.certificate_id
where x.list_id = :list and l.revoked_at is null and {SERIES} is not null
on conflict do nothing
""")  # noqa: S608 (the SQL of a series)


HOLDING = (ListState.READING.value, ListState.DONE.value, ListState.STOPPED.value)
_OTHERS = """
from listed_certificate o join certificate_list c on c.id = o.list_id
where o.certificate_id = k.id and o.list_id <> :list and c.state = any(cast(:standing as text[]))
"""
STRIKE = text(f"""
update known_certificate k set revoked_at = now(), struck_by = 'list'
where k.id = any(cast(:ids as bigint[])) and k.source = 'list' and k.revoked_at is null
  and not exists (select {_OTHERS})
returning k.id
""")  # noqa: S608 (the sub-select above)
HAND_OVER = text(f"""
update known_certificate k set list_id = (select max(o.list_id) {_OTHERS})
where k.id = any(cast(:ids as bigint[])) and k.list_id = :list and k.revoked_at is null
""")  # noqa: S608 (the same)


def run(work: Work) -> None:
    """The runner of `registry.load`."""
    with work.reading():
        found = db.session.get_one(CertificateList, work.subject_id)
        ages = policy_of(found.city_id, programme_year()).ages
        data = read_file(db.session.get_one(StoredFile, found.file_id))
        name = found.file_name
    at, line = work.job.cursor.get("at", (0, 0))
    try:
        with work.alive():  # the child reads the file wholly before its first word
            opened = CertificateFile(data, name, today(), ages, after=(at, line))
        del data
        with opened as file:
            freshen_statistics(_load(work, file))
    except FileRefused as refused:
        _refuse(work, str(refused))


def _load(work: Work, file: CertificateFile) -> int:
    """Line after line into the registry; answers how many were looked at."""
    if not file.head["lines"]:
        raise FileRefused(EMPTY, sentence(EMPTY, {}))
    batches, done = _batches(file), 0
    lines: list[Line] | None = None
    for step in work.steps():
        if lines is None:  # else the step collided with another and comes again
            with work.alive():
                lines = next(batches, [])
                rows = sealed(lines, keyring())
        with step:
            found = db.session.get_one(CertificateList, work.subject_id)
            if not step.cursor:
                found.head = file.head
            if lines:
                _take(found, lines, rows, step)
            else:
                _finish(found, step)
        if step.committed:
            done, lines = done + len(lines), None
    return done


def _batches(file: CertificateFile) -> Iterator[list[Line]]:
    """The lines by so many as a step takes; what the child says of one comes in smaller pieces."""
    held: list[Line] = []
    for chunk in file.chunks():
        held += chunk
        if len(held) >= LINES:
            yield held
            held = []
    if held:
        yield held


def _take(found: CertificateList, lines: list[Line], rows: list[list[object]], step: Step) -> None:
    """Lines into the registry, checked in the same transaction."""
    refuse_hopeless(step.done, lines)
    written = write(found, rows)
    if written.ids:
        tell_settled(check(found.city_id, (), written.ids))
    counts = written.counts | {REFUSED: keep_refused(found, lines, keyring())}
    cursor = {"at": [lines[-1].sheet, lines[-1].row]}
    summed = {name: step.counts.get(name, 0) + number for name, number in counts.items()}
    step.advance(cursor, done=step.done + len(lines), total=found.head["lines"], counts=summed)


def refuse_hopeless(done: int, lines: list[Line]) -> None:
    """Refuse a long file whose first lines can't be read, every one: its columns aren't what they say."""
    first = lines[0].refused
    if done == 0 and first and len(lines) >= LINES and all(line.refused for line in lines):
        why = sentence(*first)
        raise FileRefused(HOPELESS, sentence(HOPELESS, {"n": len(lines), "row": lines[0].row, "why": why}))


def _finish(found: CertificateList, step: Step) -> None:
    if found.complete:
        db.session.execute(COVER, {"list": found.id})
    found.counts = dict(step.counts)
    found.state, found.finished_at = ListState.DONE.value, func.now()
    found.version += 1
    step.advance({"at": [-1, -1]})
    step.finish()


def _refuse(work: Work, why: str) -> None:
    for step in work.steps():
        with step:
            found = db.session.get_one(CertificateList, work.subject_id)
            # What was taken before the file turned out to be broken stays, and can be taken down.
            state = ListState.STOPPED if step.done else ListState.REFUSED
            found.state, found.refused, found.finished_at = state.value, why, func.now()
            found.counts = dict(step.counts)
            found.version += 1
            step.finish()


def freshen_statistics(lines: int) -> None:
    """Let the planner know of a long list at once: stale figures make it read whole tables."""
    if lines >= LARGE:
        with separately(Scope.of_system("fresh statistics after a long list of certificates")):
            db.session.execute(text("analyze known_certificate"))


def run_back(work: Work) -> None:
    """The runner of `registry.withdraw`: the list's certificates are struck, what they held up goes on."""
    for step in work.steps():
        with step:
            found = db.session.get_one(CertificateList, work.subject_id)
            if not step.cursor:
                db.session.execute(delete(CoveredSeries).where(CoveredSeries.list_id == found.id))
            ids = _next(found, step.cursor.get("after", 0))
            if ids:
                tell_settled(check(found.city_id, (), _strike(found, ids)))
                step.advance({"after": ids[-1]}, done=step.done + len(ids))
                continue
            found.state, found.finished_at = ListState.WITHDRAWN.value, func.now()
            found.version += 1
            step.finish()


def _next(found: CertificateList, after: int) -> list[int]:
    """The next of the certificates that a list holds."""
    mine = select(ListedCertificate.certificate_id).where(
        ListedCertificate.list_id == found.id, ListedCertificate.certificate_id > after
    )
    return list(db.session.scalars(mine.order_by(ListedCertificate.certificate_id).limit(LINES)))


def _strike(found: CertificateList, ids: list[int]) -> list[int]:
    """Strike those of a list's certificates that no other list holds; the rest counts as the newest other's.
    Answers which were struck."""
    given = {"list": found.id, "ids": ids, "standing": list(HOLDING)}
    struck = db.session.execute(STRIKE, given).scalars().all()
    db.session.execute(HAND_OVER, given)
    return list(struck)
