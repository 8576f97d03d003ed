"""Where a notice may lead: only a path of ours, checked when written and when followed. Pure."""

from __future__ import annotations


def is_own_path(link: str) -> bool:
    """Whether a browser keeps to this site when it follows `link`."""
    plain = all(0x20 <= ord(sign) != 0x7F for sign in link) and "\\" not in link
    return link.startswith("/") and not link.startswith("//") and plain
