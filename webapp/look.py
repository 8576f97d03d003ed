"""The macros of `templates/ui` as one global `ui`, so that a block can be rendered by itself (spec 6.1).

A block rendered for HTMX doesn't run its template's imports; a global is there either way.
"""

from __future__ import annotations

from types import SimpleNamespace

from jinja2 import Environment

ROOMS = [
    "alert",
    "badge",
    "buttons",
    "card",
    "certificate",
    "chart",
    "dialog",
    "eligibility",
    "empty",
    "facts",
    "figures",
    "filters",
    "form",
    "heat",
    "icon",
    "job",
    "page",
    "preview",
    "table",
    "tabs",
    "timeline",
    "toast",
    "track",
]


def set_table(env: Environment) -> None:
    """Give `env` the globals `ui` (every public macro by its name) and `icon`."""
    macros: dict[str, object] = {}
    for room in ROOMS:
        module = env.get_template(f"ui/{room}.html").module
        macros |= {name: value for name, value in vars(module).items() if not name.startswith("_")}
    env.globals["ui"] = SimpleNamespace(**macros)
    env.globals["icon"] = macros["icon"]
