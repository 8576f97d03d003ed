"""A stand-in for web, workers or beat: small, but with grandchildren, as gunicorn and Celery have them.

One grandchild deafens itself to SIGTERM, one leaves for a session of its own: the worst that a pool can do.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer


class Answer(BaseHTTPRequestHandler):
    """200 to every GET."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        """Nothing to the log."""


def grandchild(own_session: bool) -> None:
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if own_session:
            os.setsid()
        time.sleep(300)


def stop(*_: object) -> None:
    """Note when the order to stop came, in UTC as the servers do."""
    sys.stdout.write(f"stop {datetime.now(UTC):%H:%M:%S.%f}\n")
    sys.stdout.flush()
    time.sleep(0.05)  # so that a stop of all at once could not look like one in order
    os._exit(0)


def main(role: str, port: str) -> None:
    if os.environ.get("HOUSE_FAIL") == role:
        sys.exit(f"{role}: 数据库打不开 boom")
    if role in ("web", "worker"):
        grandchild(own_session=False)
        grandchild(own_session=True)
    signal.signal(signal.SIGTERM, stop)
    if role == "web":
        HTTPServer(("127.0.0.1", int(port)), Answer).serve_forever()
    sys.stdout.write("Starting... ready.\n")
    sys.stdout.flush()
    time.sleep(300)


if __name__ == "__main__":
    main(*sys.argv[1:])
