"""Why an application came back, was refused or withdrawn: codes with sentences, never free text alone (1.5).

Each names the clause of the notice it rests on. Marked for the translators; pages translate them when they
show them.
"""

from __future__ import annotations

from webapp.policy.spans import N_

OTHER = "other"
RETURNED = {
    "certificate_date": N_("证书取得时间与证书不一致，请核对后重报"),
    "certificate_number": N_("证书编号看不清或与证书不一致，请核对后重报"),
    "certificate_level": N_("现职业资格（技能等级）与证书不一致，请核对后重报（三(一)）"),
    "experience": N_("从业年限与参加工作时间不相称，请核对后重报"),
    "attestation": N_("按年限申报的，请补充主要技术特长和单位证明（三(一)2、3）"),
    "occupation": N_("申报职业（工种）或级别与现从事职业不一致，请核对后重报（一(二)）"),
    "category": N_("人员类别不明，请注明是企业在职职工还是专业教师（一(三)）"),
    "identity": N_("姓名、性别、出生年月与身份证号码不一致，请核对后重报"),
    "phone": N_("联系电话打不通，请补充正确的号码"),
    "photo": N_("照片不符合要求：二寸近期蓝底、大小不低于 2M，请重新上传（三(三)3）"),
    "form": N_("报名表填写不全，请补全后重报（三(三)1）"),
    "seal": N_("盖章件缺失或与现填报内容不一致，请重新盖章上传（三(三)1、2）"),
    "phone_unconfirmed": N_("单位未按要求电话确认，请确认后重报（三(四)）"),
    "return_other": N_("其他须修改的内容，见意见"),
}
REJECTED = {
    "not_in_service": N_("不是本单位在职职工（一(三)）"),
    "not_a_teacher": N_("不是技工院校、职业院校的专业教师或实习指导教师（一(三)）"),
    "public_body": N_("机关事业单位职工不纳入培训项目范围（一(四)）"),
    "level_not_in_standard": N_("所报职业的国家职业技能标准没有这一等级（一(二)）"),
    "occupation_out_of_range": N_("所报职业（工种）不在本年度项目培训范围（一）"),
    "institution_scope": N_("培训机构的评价备案不含所报职业或等级（二）"),
    "not_eligible_senior": N_("不符合高级工报名条件：中级工证书不满 3 年，且从业不满 10 年（三(一)1）"),
    "not_eligible_technician": N_(
        "不符合技师报名条件：高级工证书不满 3 年，且从业不满 14 年或未获单位证明（三(一)2）"
    ),
    "not_eligible_chief": N_(
        "不符合高级技师报名条件：技师证书不满 3 年，且从业不满 18 年或未获单位证明（三(一)3）"
    ),
    "employer_scope": N_("所报职业不在所在企业已备案的高级技师自主评价范围之内（三(一)3）"),
    "same_or_higher": N_("已持有同一职业同等级或更高等级证书（三(四)）"),
    "several_applications": N_("同一年度另有有效报名，一人不能获取多证（三(四)）"),
    "false_material": N_("报名材料不真实（三(二)）"),
    "window": N_("不在报名时间内，也没有延期开放（三(四)）"),
    "reject_other": N_("其他不符合条件的情形，见意见"),
}
WITHDRAWN = {
    "own_wish": N_("本人申请撤回"),
    "wrong_entry": N_("录入有误，撤回后重新申报"),
    "left_unit": N_("已离职或调离本单位"),
    OTHER: N_("其他原因"),
}
REASONS = {**RETURNED, **REJECTED, **WITHDRAWN}
