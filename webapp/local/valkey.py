"""The embedded Valkey: the jobs' doorbell (spec 4.3), on a unix socket only, append-only, no eviction."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import redis


def socket(sockets: Path) -> Path:
    return sockets / "valkey.sock"


def command(binary: Path, sockets: Path) -> list[str]:
    """The server's command line; it keeps its files in the folder it is started in."""
    options = {
        "port": "0",
        "unixsocket": str(socket(sockets)),
        "unixsocketperm": "700",
        "appendonly": "yes",
        "maxmemory-policy": "noeviction",
        "save": "",
        "daemonize": "no",
    }
    return [str(binary), *(part for name, value in options.items() for part in (f"--{name}", value))]


def url(sockets: Path) -> str:
    """The broker's URL as Celery takes it."""
    return f"redis+socket://{quote(str(socket(sockets)))}"


def client(broker_url: str) -> redis.Redis:
    """A client for a broker URL in Celery's or in redis-py's spelling."""
    return redis.Redis.from_url(
        broker_url.replace("redis+socket://", "unix://", 1), socket_connect_timeout=2, socket_timeout=2
    )


def answers(broker_url: str) -> bool:
    """True when the broker replies and has loaded its data."""
    try:
        with client(broker_url) as connection:
            return bool(connection.ping())
    except redis.RedisError:
        return False
