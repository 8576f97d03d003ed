"""Where a person may be sent after signing in: to our own pages only (spec 4.5); a session's name. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit


def own_path(wanted: str | None) -> str | None:
    """`wanted` if it is a path on this site, else None: nothing that a browser reads as a host or scheme."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return None
    # Browsers read a backslash as a slash and drop tabs and line ends: "/\\evil" and "/\t/evil" name a host.
    if "\\" in wanted or any(ord(sign) < 0x20 or ord(sign) == 0x7F for sign in wanted):
        return None
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return None
    return wanted if not parts.netloc and not parts.scheme else None


# In the order of asking: nearly every browser also calls itself Chrome or Safari.
BROWSERS = (
    ("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("Edg/", "Edge"), ("QQBrowser", "QQ 浏览器"),
    ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser(agent: str) -> str:
    """The browser's name in a User-Agent line; empty when it names none that is known."""
    return next((name for sign, name in BROWSERS if sign in agent), "")


def system(agent: str) -> str:
    """The operating system's name in a User-Agent line; empty when it names none that is known."""
    return next((name for sign, name in SYSTEMS if sign in agent), "")
