"""A real web server and real clients: gunicorn as the product starts it, sign-in through the real form."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pyotp

from benchmarks.cast import PASSWORD, SECRET
from benchmarks.house import House, wait_until
from webapp.local.up import free_port

CLIENTS = 8
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
FIRST_PORT = 18400
OWN = ("-c", "python:webapp.local.web_server", "webapp.wsgi:app")


@contextmanager
def serving(house: House, command: tuple[str, ...] = OWN, probe: str = "/readyz") -> Iterator[int]:
    """The port of a gunicorn that answers, ended with the block."""
    port = free_port(FIRST_PORT)
    with house.process("-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *command) as server:

        def up() -> bool:
            if server.poll() is not None:
                raise RuntimeError(f"the web server ended: {house.log()}")
            return _answers(port, probe)

        wait_until(up, "the web server")
        yield port


def _answers(port: int, path: str) -> bool:
    browser = Browser(port)
    try:
        return browser.get(path)[0] == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        browser.close()


class Browser:
    """One client: a kept connection and its cookies."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = dict(cookies or {})

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.update({name: one.value for name, one in SimpleCookie(line).items()})
        return answer.status, text

    def close(self) -> None:
        self._connection.close()


def sign_in(port: int, login: str) -> dict[str, str]:
    """The cookies of a session made through the form, with the second factor where it is asked for."""
    browser = Browser(port)
    fields = {"login": login, "password": PASSWORD, "csrf_token": _token(browser, "/account/sign-in")}
    status, text = browser.post("/account/sign-in", fields)
    if status != 303:
        raise RuntimeError(f"{login} could not sign in: {status} {text[:300]}")
    if browser.get("/")[0] == 302:
        code = pyotp.TOTP(SECRET).at(int(time.time()))
        fields = {"code": code, "csrf_token": _token(browser, "/account/second-factor")}
        browser.post("/account/second-factor", fields)
    status, _ = browser.get("/")
    browser.close()
    if status != 200:
        raise RuntimeError(f"{login} is not signed in: {status}")
    return browser.cookies


def _token(browser: Browser, path: str) -> str:
    found = CSRF.search(browser.get(path)[1])
    if found is None:
        raise RuntimeError(f"{path} has no form")
    return found[1]


def load(port: int, cookies: dict[str, str], path: str, requests: int) -> list[float]:
    """Seconds of each of `requests` GETs by CLIENTS at once, after each has asked twice."""
    times: list[float] = []
    failed: list[int] = []
    share = max(1, requests // CLIENTS)

    def client() -> None:
        browser = Browser(port, cookies)
        for number in range(share + 2):
            begin = time.perf_counter()
            status, _ = browser.get(path)
            if number >= 2:
                times.append(time.perf_counter() - begin)
            if status != 200:
                failed.append(status)
        browser.close()

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed or not times:
        raise RuntimeError(f"{path} answered {failed[:3]}")
    return times
