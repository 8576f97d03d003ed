"""The whole product as `python3 run.py` starts it – servers, worker, beat, web, demo city – and Chromium."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 150.0  # seconds for a cold start on a loaded machine; usual is 10
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
OVERFLOW = """new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    .then(() => document.documentElement.scrollWidth - window.innerWidth)"""
PASSWORD = re.compile(r"^(\S+)\s+(\S+)\s+(?:code \d+\s+)?\S", re.MULTILINE)

Stop = Callable[[subprocess.Popen[bytes], Path], None]


@dataclass
class Product:
    """The running product: its address, and the demo sign-ins it printed."""

    address: str
    passwords: dict[str, str]
    spent: set[tuple[str, str]] = field(default_factory=set)  # codes that were taken


@pytest.fixture(scope="session")
def stopping() -> Iterator[Stop]:
    """Tells a product to stop, which takes ten seconds: other tests go on; in the end it has stopped well."""
    told: list[tuple[subprocess.Popen[bytes], Path]] = []

    def stop(process: subprocess.Popen[bytes], log: Path) -> None:
        process.terminate()
        told.append((process, log))

    yield stop
    for process, log in told:
        assert process.wait(60) == 0, log.read_text("utf-8")


@pytest.fixture(scope="package")
def product(tmp_path_factory: pytest.TempPathFactory, stopping: Stop) -> Iterator[Product]:
    folder = tmp_path_factory.mktemp("product")
    log = folder / "up.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "webapp", "up", "--port", "8600"],
            cwd=ROOT,
            env={"PATH": os.defpath, "HOME": str(folder), "JINLANLING_VAR": str(folder / "var")},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _when_ready(process, log)
    finally:
        stopping(process, log)


def _when_ready(process: subprocess.Popen[bytes], log: Path) -> Product:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        text = log.read_text("utf-8")
        sign_ins = dict(PASSWORD.findall(text.partition("\n")[2]))
        if sign_ins and (found := ADDRESS.search(text)) and text.endswith("\n"):
            return Product(found[0], sign_ins)
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise AssertionError(f"the product did not start:\n{log.read_text('utf-8')}")


@dataclass
class Visitor:
    """Somebody at a browser, whose console is read along."""

    page: Page
    product: Product
    complaints: list[str] = field(default_factory=list)

    def sign_in(self, login: str) -> None:
        """Through the real form; the code of the second factor is read off the demo's own sign-in page."""
        code = self._code_of(login)
        self.page.fill("[name=login]", login)
        self.page.fill("[name=password]", self.product.passwords[login])
        self.page.click("main button[type=submit], form[action*='sign-in'] button[type=submit]")
        self.page.wait_for_load_state()
        if "second-factor" in self.page.url:
            self.page.fill("[name=code]", code)
            self.page.click("main button[type=submit], form[action*='second-factor'] button[type=submit]")
            self.page.wait_for_load_state()
        assert "/account/" not in self.page.url, self.page.url

    def _code_of(self, login: str) -> str:
        """A code is taken once: whoever signs in again within its half minute waits for the next."""
        while True:
            self.open("/account/sign-in")
            row = self.page.locator("tr", has=self.page.locator(f"code:text-is('{login}')"))
            code = row.locator("code").last.text_content() or ""
            if code == login or (login, code) not in self.product.spent:
                self.product.spent.add((login, code))
                return code
            time.sleep(1)

    def open(self, path: str) -> None:
        self.page.goto(self.product.address + path)

    def overflow(self) -> int:
        """By how many pixels the page is wider than the screen, once a chart has followed it."""
        return int(self.page.evaluate(OVERFLOW))


@pytest.fixture
def visit(product: Product, chromium: Browser) -> Iterator[object]:
    """`visit(width)` opens a fresh browser of that width."""
    contexts = []

    def begin(width: int) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, accept_downloads=True, locale="zh-CN"
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        visitor = Visitor(context.new_page(), product)
        visitor.page.on("console", lambda said: _note(visitor, said.type, said.text))
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        return visitor

    yield begin
    for context in contexts:
        context.close()


def _note(visitor: Visitor, kind: str, text: str) -> None:
    if kind in ("error", "warning"):
        visitor.complaints.append(text)
