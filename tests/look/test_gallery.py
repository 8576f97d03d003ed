"""Every page of the gallery under the product's CSP: right HTML, no complaint, no axe finding, fits."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import html5lib
import pytest

from tests.accessible import findings
from tests.look import gallery

PAGES = [
    "gallery", "dashboard", "import_preview", "application", "public", "sign_in", "error_409", "error_500"
]  # fmt: skip
WIDTHS = [1440, 390]


@pytest.fixture(scope="module")
def rendered() -> dict[str, str]:
    return gallery.pages()


def test_every_error_has_its_page(rendered: dict[str, str]) -> None:
    for status in gallery.ERRORS:
        assert "回到工作台" in rendered[f"error_{status}"]


def test_pages_are_well_formed(rendered: dict[str, str]) -> None:
    """A strict parser: a wrongly nested or unclosed tag fails by name."""
    for name, page in rendered.items():
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(page)
        assert not parser.errors, (name, parser.errors[:3])


def test_nothing_is_inline(rendered: dict[str, str]) -> None:
    """The CSP would drop it silently: style and on… attributes, scripts and styles with a body."""
    for name, page in rendered.items():
        assert not re.findall(r"<[^>]*\s(?:style|on\w+)=", page), name
        assert not re.findall(r"<style|<script(?![^>]*\ssrc=)", page), name


def test_ids_are_unique(rendered: dict[str, str]) -> None:
    for name, page in rendered.items():
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert sorted(ids) == sorted(set(ids)), name


def test_one_heading_of_the_first_level(rendered: dict[str, str]) -> None:
    for name, page in rendered.items():
        assert page.count("<h1") == 1, name


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_quiet_accessible_and_fits(open_page: Callable, name: str, width: int) -> None:
    watched = open_page(name, width, quiet=True)
    assert findings(watched.page) == ""
    assert watched.complaints == []
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_is_wrong_is_found(open_page: Callable) -> None:
    page = open_page("public").page
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert "image-alt" in findings(page)


def test_icons_named_in_templates_are_there() -> None:
    """A literal name in `icon('…')` or `icon_name='…'`; a missing one would fail only where it is drawn."""
    named = set()
    for template in (gallery.ROOT / "templates").rglob("*.html"):
        named |= set(re.findall(r"icon(?:_name=|\()'([a-z0-9-]+)'", template.read_text()))
    kept = {path.stem for path in (gallery.ROOT / "templates/ui/icons").glob("*.svg")}
    assert len(named) > 20
    assert named <= kept, named - kept


def test_every_macro_of_the_rooms_is_in_the_gallery() -> None:
    """A macro that the style page doesn't show is one that nobody looks at."""
    rooms = gallery.ROOT / "templates/ui"
    text = "".join(Path(path).read_text() for path in [*rooms.glob("gallery/*.html"), *rooms.glob("*.html")])
    text += "".join(path.read_text() for path in (gallery.ROOT / "templates/layouts").glob("*.html"))
    text += Path(gallery.__file__).with_name("samples.py").read_text()
    for path in rooms.glob("*.html"):
        for name in re.findall(r"macro ([a-z]\w*)\(", path.read_text()):
            assert len(re.findall(rf"(?<!macro )\b{name}\(", text)) > 1 or name == "icon", name
