"""A form handed in by the unit's clerk: one application, once, however often and by how many it is asked."""

from __future__ import annotations

from tests.entering.conftest import Desk, a_form, application_of


def test_a_whole_form_becomes_an_application(desk: Desk, stored) -> None:
    answer = desk.submit(a_form(1))
    made = application_of(stored, answer)
    assert (made.state, made.category, made.target_occupation, made.target_level) == (
        "submitted", "employee", "焊工", "技师",
    )  # fmt: skip
    assert (made.native_place, made.ethnicity, made.politics, made.specialty) == (
        "山东日照", "汉族", "群众", "氩弧焊、机器人焊接",
    )  # fmt: skip
    assert made.eligibility["eligible"] is True
    assert made.data_version == 1
    page = desk.client.get(answer.location).text
    assert f"回执：报名编号 {made.public_id}" in page
    assert "提交申请" in page
