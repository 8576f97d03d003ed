"""The priority tags of occupations (一(一)): which industries and trades are supported first."""

from __future__ import annotations

from webapp.policy.spans import N_

CLAUSE = "一(一)"
TAGS: tuple[str, ...] = (
    N_("支柱"),
    N_("战略性新兴"),
    N_("智能制造"),
    N_("高新技术"),
    N_("现代服务业"),
    N_("技能传承"),
    N_("地方特色"),
)
