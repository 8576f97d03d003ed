"""A roster on its way in the demo: uploaded as its clerk would, checked by the worker once that runs."""

from __future__ import annotations

import io

from webapp.demo.acting import acting
from webapp.demo.city import BY_KEY
from webapp.demo.samples import roster
from webapp.policy.programme import today
from webapp.rosters.operations import Upload, take_in

SENT = (("haiyue.clerk", "焊工", "技师", 31), ("yaoguang.clerk", "变配电运行值班员", "高级工", 37))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send_rosters() -> int:
    """Upload the demo's rosters, each as its clerk; commits. Answers how many."""
    for login, occupation, level, seed in SENT:
        with acting(login) as clerk:
            unit = BY_KEY[login.partition(".")[0]].name
            data = roster(unit, occupation, level, today(), seed)
            take_in(Upload(io.BytesIO(data), f"附件2-{occupation}{level}.xlsx", XLSX), clerk)
    return len(SENT)
