"""Signing in through the pages: who comes in, who waits, and what a stranger can learn (spec 4.5)."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cast import Cast
from tests.signing_in import csrf_of, sign_in


def test_a_person_signs_in_with_both_factors(app: Flask, cast: Cast) -> None:
    client = sign_in(app.test_client(), "steel.org_clerk")
    answer = client.get("/account/sessions")
    assert answer.status_code == 200
    assert "当前这一处" in answer.text
