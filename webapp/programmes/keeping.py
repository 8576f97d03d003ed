"""The city keeps its programmes: a year's programme with its notice, and dated policy versions (六, 1.11).

Nothing made before is changed: a revision is another row, and decisions stay under the version they name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import func
from sqlalchemy.exc import IntegrityError

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from webapp.policy.rules import Policy, Window
from webapp.programmes import queries
from webapp.programmes.differing import differences
from webapp.programmes.models import CLOSED, DRAFT, PUBLISHED, PolicyVersion, Programme, ProgrammeNotice
from webapp.refusals import IllegalMove, RuleBroken, Stale


@dataclass(frozen=True, slots=True)
class Maker:
    """Who makes a row, with name and role as they are now, and when, if not now; no user for the system."""

    user_id: int | None
    name: str
    at: datetime | None = None

    @classmethod
    def of(cls, actor: Actor) -> Maker:
        """The maker that an actor is."""
        return cls(actor.user_id, actor.signature)


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A notice as it was issued: title, 文号 (may be empty), issuer, date, and the text with its annexes."""

    title: str
    document_number: str
    issuer: str
    issued: date
    body: str


def create(
    city_id: int, year: int, title: str, window: Window, notice: NoticeText, basis: Policy, maker: Maker
) -> Programme:
    """A year's programme as a draft, with its notice, and a first policy version made from `basis`.

    Refuses a year that the city has a programme of, and a window that ends before it opens (三(四)).
    """
    if window.closes < window.opens:
        raise RuleBroken("closes", _("报名截止日期早于开始日期。"), window.clause)
    programme = Programme(city_id=city_id, year=year, title=title, state=DRAFT)
    try:
        with db.session.begin_nested():
            db.session.add(programme)
    except IntegrityError:
        raise RuleBroken("year", _("%(year)s 年度项目已经建立。", year=year)) from None
    queries.changed()
    audit.record("programme.create", f"programme:{year}", {"title": [None, title]})
    reason = _("建立 %(year)s 年度项目", year=year)
    add_notice(city_id, year, notice, reason, maker)
    first = replace(basis, title=notice.title, issuer=notice.issuer, issued=notice.issued, window=window)
    add_version(city_id, year, first, basis.version, reason, maker)
    return programme


def add_notice(city_id: int, year: int, notice: NoticeText, reason: str, maker: Maker) -> ProgrammeNotice:
    """Another version of a year's notice; those before stay readable."""
    number = len(queries.notices_of(city_id, year)) + 1
    row = ProgrammeNotice(
        city_id=city_id, year=year, number=number, title=notice.title, issuer=notice.issuer,
        document_number=notice.document_number, issued=notice.issued, body=notice.body, reason=reason,
        made_by=maker.user_id, made_by_name=maker.name,
        created_at=maker.at or func.now(),
    )  # fmt: skip
    _add(row)
    audit.record("notice.add", f"programme:{year}", {"version": [number - 1 or None, number]}, reason=reason)
    return row


def revise(
    city_id: int, year: int, policy: Policy, based_on: str, reason: str, maker: Maker
) -> PolicyVersion:
    """Save `policy` as the year's next version. Stale when another version came in since `based_on` was
    read; refuses a revision that changes nothing. Decisions made before are not touched."""
    newest = queries.policy_of(city_id, year)
    if newest.version != based_on:
        raise Stale(_("政策已由别人修订为 %(version)s，请刷新后重新修改。", version=newest.version))
    if not differences(newest, policy):
        raise RuleBroken("reason", _("没有改动任何一项，不需要新的版本。"))
    return add_version(city_id, year, policy, based_on, reason, maker)


def add_version(
    city_id: int, year: int, policy: Policy, based_on: str, reason: str, maker: Maker
) -> PolicyVersion:
    """Add `policy` under the year's next number."""
    versions = queries.versions_of(city_id, year)
    before = queries.whole(versions[0].content) if versions else None
    named = queries.renamed(policy, year, len(versions) + 1)
    row = PolicyVersion(
        city_id=city_id, year=year, number=len(versions) + 1, label=named.version, content=named.to_dict(),
        based_on=based_on, reason=reason, made_by=maker.user_id, made_by_name=maker.name,
        created_at=maker.at or func.now(),
    )  # fmt: skip
    _add(row)
    queries.changed()
    said = {"version": [based_on, named.version]}
    if before is not None:
        said |= {str(one.label): [one.before, one.after] for one in differences(before, named)}
    audit.record("policy.revise", f"policy:{named.version}", said, reason=reason)
    return row


def _add(row: ProgrammeNotice | PolicyVersion) -> None:
    """Two at once take the same number: the second is told."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Stale(_("别人刚刚保存了新的版本，请刷新后再办理。")) from None


def publish(programme: Programme) -> None:
    """Let the window of a drafted programme hold (三(四)); IllegalMove for one that isn't a draft."""
    _move(programme, DRAFT, PUBLISHED, "programme.publish")


def close(programme: Programme) -> None:
    """End a published programme: nothing more is handed in, late openings included."""
    _move(programme, PUBLISHED, CLOSED, "programme.close")


def reopen(programme: Programme) -> None:
    """Take an ended programme up again."""
    _move(programme, CLOSED, PUBLISHED, "programme.reopen")


def _move(programme: Programme, before: str, after: str, action: str) -> None:
    db.session.refresh(programme, with_for_update=True)
    if programme.state != before:
        raise IllegalMove(_("项目的状态已有变化，请刷新后再办理。"))
    programme.state = after
    audit.record(action, f"programme:{programme.year}", {"state": [before, after]})
