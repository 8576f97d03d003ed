"""What the pages call a list's state."""

from __future__ import annotations

from webapp.policy.spans import N_
from webapp.registry.models import ListState

STATES: dict[str, tuple[str, str]] = {
    ListState.READING: (N_("登记中"), "running"),
    ListState.REFUSED: (N_("文件未受理"), "refused"),
    ListState.STOPPED: (N_("已中止"), "refused"),
    ListState.DONE: (N_("已登记"), "passed"),
    ListState.WITHDRAWING: (N_("撤下中"), "running"),
    ListState.WITHDRAWN: (N_("已撤下"), "closed"),
}
