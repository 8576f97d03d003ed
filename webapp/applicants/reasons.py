"""Why an application came back, was refused or withdrawn: codes with sentences, never free text alone (1.5).

Marked for the translators; pages translate them when they show them.
"""

from __future__ import annotations

from webapp.policy.spans import N_

OTHER = "other"
RETURNED = {
    "certificate_date": N_("证书取得时间与证书不一致，请核对后重报"),
    "certificate_number": N_("证书编号看不清或与证书不一致，请核对后重报"),
    "experience": N_("从业年限与参加工作时间不相称，请核对后重报"),
    "phone": N_("联系电话打不通，请补充正确的号码"),
}
REJECTED = {
    "not_in_service": N_("不是本单位在职职工（一(三)）"),
    "public_body": N_("机关事业单位职工不纳入培训项目范围（一(四)）"),
    "same_or_higher": N_("已持有同一职业同等级或更高等级证书（三(四)）"),
}
WITHDRAWN = {
    "own_wish": N_("本人申请撤回"),
    "wrong_entry": N_("录入有误，撤回后重新申报"),
    "left_unit": N_("已离职或调离本单位"),
    OTHER: N_("其他原因"),
}
REASONS = {**RETURNED, **REJECTED, **WITHDRAWN}
