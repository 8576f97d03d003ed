"""gunicorn's settings, the one place for them: `gunicorn -c python:webapp.local.web_server webapp.wsgi:app`.

The application is loaded once and then forked, which halves the start and shares its memory.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

workers = 2
worker_class = "gthread"
threads = 8
preload_app = True
graceful_timeout = 20  # seconds for running requests when it is told to stop
timeout = 120
control_socket_disable = True  # its default lies in the home folder, outside var
if Path("/dev/shm").is_dir():  # noqa: S108 - heartbeat files there never wait for a disk
    worker_tmp_dir = "/dev/shm"  # noqa: S108


def post_fork(server: Any, worker: Any) -> None:
    """A forked worker must not speak on its parent's database connections, nor close them."""
    from tenants.db import db
    from webapp.wsgi import app

    with app.app_context():
        db.engine.dispose(close=False)
