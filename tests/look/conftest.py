"""A loopback server that serves the gallery under the product's own CSP, and Debian's Chromium."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.look import gallery, samples
from webapp.security import POLICY

Answer = tuple[int, dict[str, str], bytes]


class Site:
    """The pages by address; a test may add answers of its own, which may be functions of the request."""

    def __init__(self) -> None:
        self.pages = {f"/{name}.html": html.encode() for name, html in gallery.pages().items()}
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler, bytes], Answer]] = {}
        self.url = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> Answer:
        path = handler.path.split("?")[0]
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        if path in self.answers:
            return self.answers[path](handler, body)
        if path in self.pages:
            return 200, {"Content-Type": "text/html; charset=utf-8"}, self.pages[path]
        if path == "/photo.svg":
            return 200, {"Content-Type": "image/svg+xml"}, samples.PHOTO.encode()
        file = gallery.ROOT / path.lstrip("/")
        if path.startswith("/static/") and file.is_file():
            return 200, {"Content-Type": guess_type(file.name)[0] or "text/plain"}, file.read_bytes()
        return 404, {}, b""


@pytest.fixture(scope="session")
def served() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = site.answer(self)
            self.send_response(status)
            for name, value in ({"Content-Security-Policy": POLICY} | headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Quiet: the tests say what went wrong."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    yield site
    server.shutdown()
    server.server_close()


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    yield served
    served.answers.clear()


class Watched:
    """A page and everything its console and network complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on(
            "console", lambda said: said.type in ("error", "warning") and self.complaints.append(said.text)
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self._failed)

    def _failed(self, request: Request) -> None:
        # Leaving a page aborts what it was still fetching, which is nobody's fault.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url}")


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[Callable[..., Watched]]:
    contexts = []

    def open_page(
        name: str, width: int = 1440, height: int = 1100, script: bool = True, quiet: bool = False
    ) -> Watched:
        """A page that has loaded; `quiet`: and has asked for nothing for half a second."""
        context = chromium.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=script, locale="zh-CN"
        )
        contexts.append(context)
        watched = Watched(context.new_page())
        watched.page.goto(f"{site.url}/{name}.html", wait_until="networkidle" if quiet else "load")
        return watched

    yield open_page
    for context in contexts:
        context.close()
