"""The kinds of long work: one table from the name a job is rung by to the operation that does it.

A kind names its operation by import path, so that `jobs` needs no feature folder and each stays in its layer.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

from tenants.roles import Permission

# Neither imports nor a slow mail server starve the rest (spec 4.3).
QUEUES = ("interactive", "import", "returns", "sending")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job.

    `runner` is `run(work: Work) -> None`. `permission` is what the job's user must still hold at every step.
    `ended`, if given, is `ended(job: Job, state: JobState) -> None`, called in the transaction that cancels
    or quarantines a job, so that the row it worked on follows. `link` is `link(subject_id) -> str | None`:
    the address of the result. `labels`, if given, is `labels(subject_ids) -> dict[int, str]`: what the jobs'
    subjects are called. `counts` gives the words of the job's counters.
    """

    name: str
    queue: str
    title: Any
    runner: str
    permission: Permission
    ended: str | None = None
    link: str | None = None
    labels: str | None = None
    counts: dict[str, Any] = field(default_factory=dict)


_COUNTS = {"accepted": _l("通过"), "warned": _l("提醒"), "asked": _l("待确认"), "refused": _l("不通过")}

KINDS: dict[str, Kind] = {}


def add(kind: Kind) -> Kind:
    """Enter a kind; refuses an unknown queue and a name that is taken."""
    if kind.queue not in QUEUES or kind.name in KINDS:
        raise ValueError(f"{kind.name}: unknown queue or name taken")
    KINDS[kind.name] = kind
    return kind


def kind_of(name: str) -> Kind:
    """The kind of this name; KeyError when nobody entered it."""
    return KINDS[name]


def load(path: str) -> Callable[..., Any]:
    """The function at `module:name`."""
    module, _, attribute = path.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    return found


_ROSTER: dict[str, Any] = {
    "ended": "webapp.rosters.operations:job_ended",
    "link": "webapp.rosters.views:job_link",
    "labels": "webapp.rosters.views:job_labels",
}
add(Kind("rosters.check", "import", _l("检查名册"), "webapp.rosters.checking:run", Permission.ROSTER_IMPORT,
         counts=_COUNTS, **_ROSTER))  # fmt: skip
add(Kind("photos.match", "import", _l("读取照片"), "webapp.photos.reading:run", Permission.PHOTO_KEEP,
         ended="webapp.photos.batches:job_ended", link="webapp.photos.batch_views:job_link",
         labels="webapp.photos.batch_views:job_labels",
         counts={"exact": _l("已对应"), "asked": _l("待核对"), "refused": _l("不能使用")}))  # fmt: skip
add(Kind("crosscheck.run", "returns", _l("全量查重"), "webapp.crosscheck.running:run",
         Permission.CROSSCHECK_RUN, ended="webapp.crosscheck.running:job_ended",
         link="webapp.crosscheck.views_runs:job_link",
         counts={"put": _l("新增或变化"), "gone": _l("不再查到"), "held": _l("拦截报名")}))  # fmt: skip
_LIST: dict[str, Any] = {
    "ended": "webapp.registry.operations:job_ended",
    "link": "webapp.registry.views_lists:job_link",
    "labels": "webapp.registry.views_lists:job_labels",
}
add(Kind("registry.load", "returns", _l("登记证书名单"), "webapp.registry.loading:run",
         Permission.REGISTRY_KEEP, **_LIST,
         counts={"added": _l("新登记"), "renewed": _l("更新"), "same": _l("已在库中"),
                 "refused": _l("未登记")}))  # fmt: skip
add(Kind("registry.withdraw", "returns", _l("撤下证书名单"), "webapp.registry.loading:run_back",
         Permission.REGISTRY_KEEP, **_LIST))  # fmt: skip
add(Kind("rosters.import", "import", _l("导入名册"), "webapp.rosters.importing:run", Permission.ROSTER_IMPORT,
         **_ROSTER))  # fmt: skip
add(Kind("papers.print", "interactive", _l("打印报名材料"), "webapp.papers.printing:run",
         Permission.PAPER_SEAL, ended="webapp.papers.printing:job_ended", link="webapp.papers.views:job_link",
         labels="webapp.papers.views:job_labels"))  # fmt: skip
