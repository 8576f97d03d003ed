"""/livez, /readyz, /deepz: open to whoever asks, telling nothing of any tenant."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from webapp.guards import PUBLIC, allow
from webapp.operations import queries

probes = Blueprint("probes", __name__)


@probes.get("/livez")
@allow(PUBLIC)
def livez() -> Response:
    """This process answers."""
    return _answer({}, well=True)


@probes.get("/readyz")
@allow(PUBLIC)
def readyz() -> Response:
    """Everything a request needs is there."""
    parts = queries.readiness()
    return _answer(parts, well=all(parts.values()))


@probes.get("/deepz")
@allow(PUBLIC)
def deepz() -> Response:
    """Bells come round and no job waits too long: worker, beat and broker live."""
    try:
        depth = queries.depth()
    except SQLAlchemyError:
        return _answer({}, well=False)
    return _answer(depth, well=queries.healthy(depth))


def _answer(parts: dict[str, bool] | dict[str, float | None], *, well: bool) -> Response:
    answer = jsonify({"ok": well, **parts})
    answer.status_code = 200 if well else 503
    answer.headers["Cache-Control"] = "no-store"
    return answer
