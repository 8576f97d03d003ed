"""The database handle. Every transaction begins with its reach's role and settings, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from psycopg.pq import TransactionStatus
from sqlalchemy import BigInteger, Connection, DateTime, Identity, MetaData, Table, event, text
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    SessionTransaction,
    mapped_column,
)
from sqlalchemy.sql import func

from tenants.scope import NoScope, Scope, acting_as, current_scope

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

STAMP = text(
    "select set_config('role', :role, true), set_config('app.user_id', :user, true),"
    " set_config('app.tenant_id', :tenant, true), set_config('app.district_id', :district, true),"
    " set_config('app.city_id', :city, true), set_config('app.login', :login, true),"
    " set_config('app.token', :token, true), set_config('transaction_read_only', :read_only, true)"
)


class ScopeChanged(RuntimeError):
    """The scope was changed while a transaction of another one was open."""


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

if TYPE_CHECKING:

    class Model(Base):
        """What `db.Model` is, written so that a type checker can follow it."""

        __abstract__ = True
        __table__: ClassVar[Table]

else:
    Model = db.Model

Key = int


def key() -> Mapped[int]:
    """A table's own bigint identity."""
    return mapped_column(BigInteger, Identity(), primary_key=True)


def moment(*, default_now: bool = False, index: bool = False) -> Mapped[Any]:
    """A point in time with its zone; `default_now` lets the database's clock fill it."""
    return mapped_column(
        DateTime(timezone=True), server_default=func.now() if default_now else None, index=index
    )


class TenantOwned:
    """A row of a tenant, carrying its territory so that each reach is one column (spec: performance).

    The row-level policies check on write that the territory is the tenant's own.
    """

    tenant_id: Mapped[int] = mapped_column(BigInteger)
    district_id: Mapped[int | None] = mapped_column(BigInteger)
    city_id: Mapped[int] = mapped_column(BigInteger)


def territory(scope: Scope) -> dict[str, int | None]:
    """The three columns of a row that `scope`'s tenant owns."""
    return {"tenant_id": scope.tenant_id, "district_id": scope.district_id, "city_id": scope.city_id}


@event.listens_for(Session, "after_begin")
def stamp(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """Begin as the scope's role with its settings; a savepoint inherits them."""
    if transaction.nested:
        return
    _wear(session, connection, current_scope())


def _wear(session: Session, connection: Connection, scope: Scope) -> None:
    session.info["scope"] = scope
    settings = scope.settings()
    parameters = {name.removeprefix("app.").removesuffix("_id"): value for name, value in settings.items()}
    parameters["read_only"] = parameters.pop("transaction_read_only")
    connection.execute(STAMP, parameters)


@event.listens_for(Session, "after_transaction_end")
def forget_scope(session: Session, transaction: SessionTransaction) -> None:
    """The next transaction may be somebody else's; an `add` opens it before its stamp is set."""
    if transaction.parent is None:
        session.info.pop("scope", None)


@event.listens_for(Session, "do_orm_execute")
def hold_scope(state: ORMExecuteState) -> None:
    _refuse_another(state.session)


@event.listens_for(Session, "before_flush")
def hold_scope_on_flush(session: Session, *_: object) -> None:
    _refuse_another(session)


@contextmanager
def looking_through(scope: Scope) -> Iterator[None]:
    """Within the open transaction, the statements of the block run under another reach; then the former is
    put on again, its hands tied as before. What the two see never mixes: the block holds no entities.

    After a failed statement nothing can be put on any more: rolling back, which is all that is left, brings
    the former back with it.
    """
    session = db.session()
    session.flush()
    before = current_scope()
    connection = session.connection()
    with acting_as(replace(scope, read_only=before.read_only)) as borrowed:
        try:
            _wear(session, connection, borrowed)
            yield
        finally:
            session.info["scope"] = before
            if _usable(connection):
                _wear(session, connection, before)


def _usable(connection: Connection) -> bool:
    """Whether the transaction can still be asked anything: no statement of it has failed."""
    raw = connection.connection.dbapi_connection
    return raw is not None and raw.info.transaction_status == TransactionStatus.INTRANS


def _refuse_another(session: Session) -> None:
    begun_as = session.info.get("scope")
    if not session.in_transaction() or begun_as is None:
        return
    if current_scope() != begun_as:
        raise ScopeChanged("end the open transaction before acting as somebody else")


__all__ = [
    "Base",
    "Key",
    "Model",
    "NoScope",
    "ScopeChanged",
    "TenantOwned",
    "db",
    "key",
    "looking_through",
    "moment",
    "territory",
]
