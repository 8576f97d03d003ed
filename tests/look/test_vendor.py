"""What lies in static/vendor is what VENDOR.md says it is."""

from __future__ import annotations

import hashlib
import re

from tests.look.gallery import ROOT

STATIC = ROOT / "static"
ROW = re.compile(r"^\| `(vendor/[^`]+)` \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)


def test_each_vendored_file_has_its_hash_and_licence() -> None:
    rows = dict(ROW.findall((STATIC / "VENDOR.md").read_text()))
    files = {str(path.relative_to(STATIC)) for path in (STATIC / "vendor").rglob("*.min.*")}
    assert set(rows) == files
    for name, digest in rows.items():
        path = STATIC / name
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest, name
        assert (path.parent / "LICENSE").is_file(), name


def test_stylesheets_fetch_nothing_from_outside() -> None:
    """`url()` only of data: images, which the CSP's img-src allows; no @import, no web font."""
    for path in STATIC.rglob("*.css"):
        text = path.read_text()
        assert "@import" not in text, path
        assert "@font-face" not in text, path
        for target in re.findall(r"url\(\s*[\"']?([^\"')]{0,20})", text):
            assert target.startswith("data:image/"), (path, target)
