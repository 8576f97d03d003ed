"""Whose address counts for lock-out and log: as the proxy in front says, never the browser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask, jsonify, request

from webapp.config import Settings
from webapp.security import init_security


@pytest.mark.parametrize(
    ("proxies", "address", "secure"), [(0, "127.0.0.1", False), (1, "203.0.113.9", True)]
)
def test_as_many_proxies_are_believed_as_are_set(
    settings: Settings, proxies: int, address: str, secure: bool
) -> None:
    app = Flask(__name__)
    app.extensions["jinlanling"] = replace(settings, proxies=proxies)
    init_security(app)
    app.get("/who")(lambda: jsonify(address=request.remote_addr, secure=request.is_secure))
    said = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9", "X-Forwarded-Proto": "https"}
    answer = app.test_client().get("/who", headers=said)
    assert answer.json == {"address": address, "secure": secure}
    assert ("Strict-Transport-Security" in answer.headers) is secure
