"""What axe finds wrong with a page as a browser shows it."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

# What passed is left in the browser: to carry it over takes as long as to look for it.
LOOK = "axe.run({resultTypes: ['violations']}).then(found => ({violations: found.violations}))"


def findings(page: Page) -> str:
    """A report of all findings; empty when there are none."""
    page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate(LOOK))
    return found.generate_report() if found.violations_count else ""
