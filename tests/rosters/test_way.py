"""From the workbook to the applications: upload, check, preview, fix, confirm; and nothing for others."""

from __future__ import annotations

from tests.rosters.conftest import Clerk


def test_a_clean_roster_becomes_applications(clerk: Clerk, clean: bytes, stored) -> None:  # type: ignore[no-untyped-def]
    page = clerk.upload(clean)
    shown = clerk.client.get(page).text
    assert "将导入 30 人" in shown
    assert clerk.confirm(page).status_code == 303
    people = stored()
    assert len(people) == 30
    assert {person.state for person in people} == {"submitted"}
    assert "已导入 30 人" in clerk.client.get(page).text
