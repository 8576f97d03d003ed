"""One transaction a request, in the actor's scope: READ ONLY for GET, committed once if it went well.

What must follow the commit, such as ringing a job, is put on `after_commit`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask, Response, current_app, g, request

from tenants.db import ScopeChanged, db
from tenants.scope import Reach, Scope, acting_as
from webapp.guards import reach_of, unfinished
from webapp.sessions import actor_or_none

READING = ("GET", "HEAD", "OPTIONS")


def request_scope() -> Scope:
    """The scope of this request: the actor's, or the public's.

    Before the second factor and the password change are done, nobody reaches further than their own account.
    """
    actor = actor_or_none()
    if actor is None:
        scope = Scope(Reach.PUBLIC)
    else:
        asked = reach_of(current_app, request.endpoint)
        scope = Scope(Reach.ACCOUNT, user_id=actor.user_id) if unfinished(actor) else actor.scope(asked)
    return scope.reading() if request.method in READING else scope


def begin() -> None:
    """Act as the requester from here on; the transaction itself begins with the first query."""
    g.after_commit = []
    if request.endpoint in (None, "static"):
        return
    g.acting = acting_as(request_scope())
    g.acting.__enter__()


def finish(response: Response) -> Response:
    """Commit when the answer is no refusal, then do what waits for the commit."""
    if "acting" not in g:
        return response
    if response.status_code < 400 and request.method not in READING:
        db.session.commit()
        for effect in g.after_commit:
            effect()
    else:
        db.session.rollback()
    return response


def close(_: BaseException | None) -> None:
    """Whatever happened, nothing stays open and nobody keeps acting."""
    acting = g.pop("acting", None)
    if acting is not None:
        db.session.rollback()
        acting.__exit__(None, None, None)


def after_commit(effect: Callable[[], object]) -> None:
    """Do `effect` once the request's transaction is committed; never if it isn't."""
    g.after_commit.append(effect)


@contextmanager
def separately(scope: Scope) -> Iterator[None]:
    """A transaction of its own under another scope, committed at the end of the block.

    For what must be kept whatever the request's answer is (a failed sign-in), and for a person's own
    account. Refuses to run inside an open transaction.
    """
    if db.session().in_transaction():
        raise ScopeChanged("a separate transaction can't begin inside another one")
    with acting_as(scope):
        try:
            yield
            db.session.commit()
        finally:
            db.session.rollback()


def init_transactions(app: Flask) -> None:
    app.before_request(begin)
    app.after_request(finish)
    app.teardown_request(close)
