"""Verbs on papers: take in sealed scans and tie them to the data they seal (三(三)1-2), give the word of
clause 六."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from tenants import audit
from tenants.actor import Actor
from tenants.db import db, territory
from webapp.applicants.models import Application
from webapp.applicants.queries import application_of
from webapp.documents.codes import ANNEX_1 as CODED_1
from webapp.documents.codes import Code, read_code
from webapp.files.inspecting import inspect_scan
from webapp.files.models import StoredFile
from webapp.files.operations import LARGEST, accept_upload
from webapp.papers.issuing import kept_list, note_issue, note_list
from webapp.papers.models import ANNEX_1, ANNEX_2, PaperIssue, PaperList, SealedPaper
from webapp.papers.queries import Key, commitment_wanted, people_on
from webapp.photos.queries import photo_of
from webapp.refusals import IllegalMove, RuleBroken

BY_QR, BY_HAND = "qr", "hand"
PAGES_READ = 60
CLAUSE_1, CLAUSE_2, CLAUSE_6 = "三(三)1", "三(三)2", "六"


@dataclass(frozen=True, slots=True)
class Scan:
    """An uploaded file."""

    stream: IO[bytes]
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a scan without a readable code was said to be, by hand: a person's form, or the list's."""

    application: Application | None = None
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file: the papers it seals in words, or why it was refused."""

    name: str
    sealed: tuple[str, ...] = ()
    pages: int = 0
    refused: str = ""
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class _Tie:
    """One paper that a scan seals: its subject, and the copy whose data stood in it."""

    owner: Application | PaperList
    issue: PaperIssue

    @property
    def word(self) -> str:
        if isinstance(self.owner, Application):
            return str(_("%(name)s的报名表", name=self.owner.name))
        words = {"occupation": self.owner.occupation, "level": self.owner.level}
        return str(_("%(occupation)s（%(level)s）汇总表", **words))


def take_in(scans: list[Scan], chosen: Chosen, actor: Actor) -> list[Taken]:
    """Take sealed scans in, each by itself: by the codes on its pages, else as chosen by hand. A file that is
    refused leaves nothing behind and doesn't keep the others out."""
    return [_take_one(scan, chosen, actor) for scan in scans]


def _take_one(scan: Scan, chosen: Chosen, actor: Actor) -> Taken:
    try:
        with db.session.begin_nested():  # what was noted of a file that is refused goes with it
            return _taken(scan, chosen, actor)
    except RuleBroken as broken:
        return Taken(scan.name, refused=str(broken), clause=broken.clause)


def _taken(scan: Scan, chosen: Chosen, actor: Actor) -> Taken:
    data = scan.stream.read(LARGEST + 1)
    scan.stream.seek(0)
    if len(data) > LARGEST:
        raise RuleBroken("files", _("文件超过 %(size)s MB 的上限。", size=LARGEST >> 20))
    found = inspect_scan(data, field="files", pages=PAGES_READ)
    codes = [code for text in found.codes if (code := read_code(text))]
    ties = [_tied(code, actor) for code in codes] if codes else [_by_hand(chosen)]
    for tie in ties:
        _refuse_uncommitted(tie.owner)
    file = accept_upload(scan.stream, scan.name, scan.media_type, actor, field="files")
    tied_by = BY_QR if codes else BY_HAND
    return Taken(
        scan.name, tuple(_seal(tie, file, found.pages, tied_by, actor) for tie in ties), found.pages
    )  # fmt: skip


def _tied(code: Code, actor: Actor) -> _Tie:
    """What a code ties to: only a copy that this unit printed itself. Refuses any other in one sentence, so
    that nobody learns of another unit's numbers."""
    owner = _subject(code)
    own = actor.tenant is not None and owner is not None and owner.tenant_id == actor.tenant.id
    issue = _issue(code, owner) if owner is not None and own else None
    if owner is None or issue is None:
        clause = CLAUSE_1 if code.kind == CODED_1 else CLAUSE_2
        raise RuleBroken(
            "files", _("二维码核验不通过：不是本单位在本平台打印的表，请重新打印盖章后上传。"), clause
        )
    return _Tie(owner, issue)


def _subject(code: Code) -> Application | PaperList | None:
    if code.kind == CODED_1:
        return application_of(code.number)
    return db.session.scalars(select(PaperList).where(PaperList.public_id == code.number)).first()


def _issue(code: Code, owner: Application | PaperList) -> PaperIssue | None:
    column = PaperIssue.application_id if isinstance(owner, Application) else PaperIssue.list_id
    same = (column == owner.id, PaperIssue.data_version == code.version, PaperIssue.mac == code.mac)
    return db.session.scalars(select(PaperIssue).where(*same)).first()


def _by_hand(chosen: Chosen) -> _Tie:
    """As it was chosen: the scan is taken to seal the data as they are now."""
    if chosen.application is not None:
        one = chosen.application
        code = note_issue(one, photo_of(one))
        return _made(code, one)
    if chosen.key is not None:
        people = people_on(chosen.key)
        kept = kept_list(chosen.key, people[0])
        return _made(note_list(kept, people), kept)
    raise RuleBroken(
        "files", _("没有读出二维码：请选择这份盖章件是谁的报名表，或选汇总表后再上传。"), CLAUSE_1
    )


def _made(code: Code, owner: Application | PaperList) -> _Tie:
    issue = _issue(code, owner)
    assert issue is not None  # noted a moment ago, in this transaction
    return _Tie(owner, issue)


def _refuse_uncommitted(owner: Application | PaperList) -> None:
    """六: a sealed Annex 2 counts only with the unit's word on wages and benefits; a setting."""
    if isinstance(owner, Application) or owner.committed_at is not None:
        return
    if commitment_wanted(owner.city_id, owner.programme_year):
        sentence = _("请先确认工资福利承诺：受训期间人员的工资和福利待遇由单位落实（通知第六条）。")
        raise RuleBroken("committed", sentence, CLAUSE_6)


def _seal(tie: _Tie, file: StoredFile, pages: int, tied_by: str, actor: Actor) -> str:
    """The paper in its place; the one that stood before is ended, never deleted. A copy printed before the
    one that stands doesn't take its place: it is kept in the history. Answers what was sealed, in words."""
    owner, issue = tie.owner, tie.issue
    of_person = isinstance(owner, Application)
    subject = {"application_id": owner.id} if of_person else {"list_id": owner.id}
    column = SealedPaper.application_id if of_person else SealedPaper.list_id
    known = db.session.scalars(select(SealedPaper).where(column == owner.id).with_for_update()).all()
    standing = next((one for one in known if one.ended_at is None), None)
    older = standing is not None and standing.data_version > issue.data_version
    word = _("%(paper)s（之前打印的版本，只存入记录）", paper=tie.word) if older else tie.word
    same = (file.digest, issue.data_version)
    if any((one.digest, one.data_version) == same for one in known if older or one is standing):
        return word  # the same scan once more
    before = None
    if standing is not None and not older:
        before = standing.public_id
        db.session.execute(
            update(SealedPaper).where(SealedPaper.id == standing.id).values(ended_at=func.now())
        )
    paper = SealedPaper(
        ended_at=func.now() if older else None,
        **territory(actor.scope()), kind=ANNEX_1 if of_person else ANNEX_2, data_version=issue.data_version,
        content=issue.content, file_id=file.id, digest=file.digest, file_name=file.name, size=file.size,
        pages=pages, tied_by=tied_by, user_id=actor.user_id, actor=actor.signature, **subject,
    )  # fmt: skip
    db.session.add(paper)
    db.session.flush()
    table = "application" if of_person else "paper_list"
    changes = {"paper": [before, paper.public_id], "tied_by": [None, tied_by]}
    audit.record("paper.seal", f"{table}:{owner.public_id}", changes, owner=owner)
    return word


def commit_wages(key: Key, actor: Actor) -> PaperList:
    """六: the unit's word that wages and benefits are paid during training; given once for a list."""
    people = people_on(key)
    _refuse_foreign(key, actor)
    kept = kept_list(key, people[0])
    if kept.committed_at is not None:
        raise IllegalMove(_("这份汇总表已经作过承诺。"))
    kept.committed_at, kept.committed_by, kept.committer = func.now(), actor.user_id, actor.name
    audit.record("paper.commit", f"paper_list:{kept.public_id}", {"rows": [None, len(people)]}, owner=kept)
    db.session.flush()
    return kept


def _refuse_foreign(key: Key, actor: Actor) -> None:
    """Only the unit itself gives its word and seals its papers, not whoever looks at it from above."""
    if actor.tenant is None or actor.tenant.id != key.tenant_id:
        raise IllegalMove(_("只有本单位可以办理盖章材料。"))
