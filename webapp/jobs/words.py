"""What a job's states, errors and times are called on the page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.jobs.models import Job, JobState

STATES: dict[str, Any] = {
    JobState.QUEUED.value: _l("排队中"),
    JobState.RUNNING.value: _l("进行中"),
    JobState.DONE.value: _l("已完成"),
    JobState.CANCELLED.value: _l("已取消"),
    JobState.QUARANTINED.value: _l("已隔离"),
}
# The badge's ground by state (spec: interface, states).
GROUNDS = {
    JobState.QUEUED.value: "waiting",
    JobState.RUNNING.value: "running",
    JobState.DONE.value: "passed",
    JobState.CANCELLED.value: "closed",
    JobState.QUARANTINED.value: "refused",
}
ERRORS: dict[str, Any] = {
    "failed": _l("处理时出错，系统稍后会自动重试。"),
    "gave_up": _l("多次重试仍未成功，已停止处理；管理员可在日志中按任务编号查到原因。"),
    "attempts_spent": _l("多次中断后未能完成，已停止处理；请重新提交，或联系管理员。"),
    "tenant_closed": _l("单位已停用，任务不再执行。"),
    "user_disabled": _l("提交人已停用或已离开本单位，任务不再执行。"),
    "permission_lost": _l("提交人已没有执行此任务的权限，任务不再执行。"),
    "crosscheck_quota": _l("今天转上级查重核查的人数已达本单位上限，其余的人没有导入；请明天再确认导入。"),
}


def state_word(job: Job) -> str:
    """The state; a running job that was asked to stop says so."""
    if job.cancel_requested_at is not None and not JobState(job.state).final:
        return _("正在取消")
    return str(STATES[job.state])


def error_sentence(job: Job) -> str:
    """The sentence of the job's error code; empty when there is none or it is over well."""
    if not job.error or job.state in (JobState.DONE.value, JobState.CANCELLED.value):
        return ""
    return str(ERRORS.get(job.error) or _("出错：%(code)s", code=job.error))


def elapsed(job: Job, now: datetime | None = None) -> str:
    """From the order to the end, or to now."""
    seconds = int(((job.finished_at or now or datetime.now(UTC)) - job.created_at).total_seconds())
    minutes, rest = divmod(max(seconds, 0), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("%(h)s 小时 %(m)s 分", h=hours, m=minutes)
    return _("%(m)s 分 %(s)s 秒", m=minutes, s=rest) if minutes else _("%(s)s 秒", s=rest)
