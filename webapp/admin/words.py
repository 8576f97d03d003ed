"""The administrators' words: permissions, kinds, refusals, and a sentence for every audited act."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.kinds import Kind
from tenants.roles import ROLES
from tenants.roles import Permission as P
from webapp.applicants.states import STATES
from webapp.extensions import LOCALES
from webapp.policy.spans import N_

KINDS: dict[str, Any] = {
    Kind.CITY_BUREAU.value: _l("市人社局"),
    Kind.DISTRICT_BUREAU.value: _l("区县（功能区）人社部门"),
    Kind.COLLEGE.value: _l("技师学院"),
    Kind.ENTERPRISE.value: _l("企业"),
    Kind.SCHOOL.value: _l("技工院校、职业院校"),
    Kind.PUBLIC_BODY.value: _l("机关、事业单位"),
}
PERMISSIONS: dict[P, Any] = {
    P.WORKBENCH_READ: _l("看工作台"),
    P.APPLICATION_READ: _l("查看报名"),
    P.APPLICATION_ENTER: _l("录入报名"),
    P.APPLICATION_REVEAL: _l("查看证件号码原文"),
    P.APPLICATION_APPROVE: _l("单位审核"),
    P.APPLICATION_REEXAMINE: _l("机构复审"),
    P.REEXAMINATION_READ: _l("查看复审队列和电话确认"),
    P.OWN_APPLICATION_READ: _l("查看本人的报名"),
    P.OWN_APPLICATION_ENTER: _l("填报本人的报名"),
    P.PHOTO_KEEP: _l("上传和整理照片"),
    P.PAPER_READ: _l("查看和打印报名表、汇总表"),
    P.PAPER_SEAL: _l("上传盖章件"),
    P.ROSTER_READ: _l("查看名册"),
    P.ROSTER_IMPORT: _l("导入名册"),
    P.JOB_READ: _l("查看自己的任务"),
    P.JOB_CANCEL: _l("取消任务"),
    P.CATALOGUE_READ: _l("查看备案范围和职业目录"),
    P.CATALOGUE_KEEP: _l("维护职业目录"),
    P.SCOPE_FILE: _l("备案自主评价范围"),
    P.CONTACT_KEEP: _l("维护培训机构联系方式"),
    P.POLICY_READ: _l("查看年度项目和政策"),
    P.POLICY_EDIT: _l("修订政策"),
    P.WINDOW_OPEN: _l("延期开放报名"),
    P.TENANT_READ: _l("查看单位"),
    P.TENANT_MANAGE: _l("管理下级单位"),
    P.USER_READ: _l("查看用户"),
    P.USER_MANAGE: _l("管理用户和岗位"),
    P.ROLE_READ: _l("查看权限表"),
    P.AUDIT_READ: _l("查看审计日志"),
    P.JOB_READ_ALL: _l("查看全部任务"),
}
# What stands in events as a code: roles, and the states of applications and rosters.
CODES = {role.value: row.label for role, row in ROLES.items()} | STATES | {
    "checking": N_("检查中"), "refused": N_("未受理"), "preview": N_("待确认"), "importing": N_("导入中"),
    "done": N_("已完成"), "cancelled": N_("已作废"), "queued": N_("排队中"), "running": N_("进行中"),
    "quarantined": N_("已隔离"), "*": N_("全部"),
}  # fmt: skip
REFUSALS: dict[str, Any] = {
    "foreign": _l("这个账号由别的单位管理，只能由那里的管理员办理。"),
    "oneself": _l("不能对自己办理这一项，请由另一位管理员或上级办理；改自己的密码请用右上角的“修改密码”。"),
    "promotes": _l("不能给自己增加岗位，请由另一位管理员或上级办理。"),
    "abdicates": _l("不能取消自己的管理员岗位，请由另一位管理员或上级办理。"),
    "home": _l("该账号由其他单位管理，不能在这里任职；跨单位任职的，请由共同的上级新建账号。"),
    "login": _l("登录名用小写字母、数字和 . _ - @，3 至 64 位，以字母或数字开头。"),
    "taken": _l("已被使用，请换一个。"),
    "missing": _l("此项必填。"),
    "roles": _l("请至少选一个岗位，并且只选这类单位有的岗位。"),
    "apart": _l("录入的人不能自己审核：经办岗不能兼审核岗、复审岗或复核岗，请分给不同的人。"),
    "credit_code": _l("统一社会信用代码不对：18 位，最后一位是校验码（GB 32100）。"),
    "superior": _l("这类单位不能设在这个上级之下。"),
    "own": _l("不能停用自己所在的单位，请由上级办理。"),
    "fixed": _l("此项不能修改。"),
}
ACTIONS: dict[str, Any] = {
    "account.sign_in": _l("登录"),
    "account.register": _l("学员登记账号"),
    "account.rebind": _l("重新绑定学员的手机号"),
    "application.link": _l("关联本人的报名"),
    "account.sign_in_failed": _l("登录失败"),
    "account.code_failed": _l("两步验证失败"),
    "account.locked_out": _l("多次失败，暂停登录"),
    "account.sign_out": _l("退出"),
    "account.end_sessions": _l("退出自己在别处的登录"),
    "account.switch": _l("切换单位"),
    "account.locale": _l("切换语言"),
    "account.password": _l("修改自己的密码"),
    "account.second_factor": _l("设置两步验证"),
    "account.second_factor_passed": _l("通过两步验证"),
    "tenant.create": _l("新建单位"),
    "tenant.change": _l("修改单位信息"),
    "tenant.close": _l("停用单位"),
    "tenant.reopen": _l("恢复单位"),
    "user.create": _l("新建用户"),
    "user.roles": _l("调整岗位"),
    "user.leave": _l("取消任职"),
    "user.disable": _l("停用账号"),
    "user.enable": _l("恢复账号"),
    "user.reset_password": _l("重置密码"),
    "user.reset_second_factor": _l("重置两步验证"),
    "user.end_sessions": _l("强制退出用户的登录"),
    "job.done": _l("任务完成"),
    "job.cancel": _l("要求取消任务"),
    "job.cancelled": _l("任务取消"),
    "job.quarantined": _l("任务隔离"),
    "file.accept": _l("接收文件"),
    "programme.create": _l("建立年度项目"),
    "programme.publish": _l("发布年度项目"),
    "programme.close": _l("结束年度项目"),
    "programme.reopen": _l("恢复年度项目"),
    "notice.add": _l("更换通知"),
    "policy.revise": _l("修订政策"),
    "window.open_late": _l("延期开放"),
    "window.end_late": _l("提前结束延期开放"),
    "scope.file": _l("备案自主评价范围"),
    "scope.extend": _l("延长自主评价备案"),
    "scope.end": _l("终止自主评价备案"),
    "occupation.change": _l("修改职业目录"),
    "occupation.load": _l("装载职业目录"),
    "scarce.add": _l("增补急需紧缺职业"),
    "scarce.change": _l("修改急需紧缺增补"),
    "institution.contact": _l("修改培训机构联系方式"),
    "roster.upload": _l("上传名册"),
    "roster.check_again": _l("重新检查名册"),
    "roster.accept": _l("采纳名册的修改建议"),
    "roster.answer": _l("回答名册的问题"),
    "roster.question": _l("回答整份名册的问题"),
    "roster.confirm": _l("确认导入名册"),
    "roster.import": _l("名册导入报名"),
    "roster.cancel": _l("作废名册"),
    "roster.leave_out": _l("名册中略过一行"),
    "roster.annotated": _l("下载带标注的名册"),
    "roster.stopped": _l("名册处理中止"),
    "photo.keep": _l("上传照片"),
    "photo.replace": _l("更换照片"),
    "photos.upload": _l("上传照片压缩包"),
    "photos.confirm": _l("确认照片对应"),
    "photos.answer": _l("指定照片是谁的"),
    "photos.end": _l("结束照片核对"),
    "draft.begin": _l("开始填写报名表"),
    "draft.delete": _l("删除报名草稿"),
    "draft.restore": _l("恢复报名草稿"),
    "application.submit": _l("提交报名"),
    "application.correct": _l("修改报名"),
    "application.withdraw": _l("撤回报名"),
    "application.approve": _l("单位审核同意"),
    "application.return": _l("退回报名修改"),
    "application.reject": _l("报名审核不通过"),
    "application.accept": _l("机构复审通过"),
    "application.take_back": _l("单位收回审核意见"),
    "application.reopen": _l("机构重新复审"),
    "application.assign": _l("分派报名"),
    "phone.confirm": _l("登记电话确认"),
    "phone.undo": _l("撤销电话确认"),
    "application.reveal": _l("查看证件号码原文"),
    "application.find": _l("按证件号码查找报名"),
    "application.export": _l("导出报名名单"),
    "paper.annex1": _l("下载报名表（附件1）"),
    "paper.annex2": _l("下载汇总表（附件2）"),
    "paper.scan": _l("下载盖章件"),
    "paper.seal": _l("上传盖章件"),
    "paper.commit": _l("作工资福利承诺"),
    "paper.print": _l("打印整份名单"),
    "paper.print_taken": _l("下载整份打印件"),
    "demo.seed": _l("建立演示城市"),
}
FIELDS: dict[str, Any] = {
    "name": _l("名称"),
    "short_name": _l("简称"),
    "industry": _l("行业"),
    "contact": _l("联系人"),
    "phone": _l("电话"),
    "address": _l("地址"),
    "login": _l("登录名"),
    "roles": _l("岗位"),
    "tenant": _l("单位"),
    "sessions": _l("登录数"),
    "locale": _l("语言"),
    "state": _l("状态"),
    "institution": _l("培训机构"),
    "attested": _l("单位证明"),
    "assigned_to": _l("办理人"),
    "phone_masked": _l("电话"),
    "version": _l("版本"),
    "title": _l("标题"),
    "days": _l("期间"),
    "size": _l("大小（字节）"),
    "file": _l("文件"),
    "scope": _l("备案范围"),
    "valid_to": _l("截止日期"),
    "document": _l("依据文件"),
    "tags": _l("重点方向"),
    "levels": _l("等级"),
    "work_types": _l("工种"),
    "phones": _l("办公电话"),
    "email": _l("电子邮箱"),
    "website": _l("网站"),
    "added": _l("新增"),
    "changed": _l("修改"),
    "code": _l("问题"),
    "rows": _l("行数"),
    "number": _l("人数"),
    "fields": _l("填写的栏"),
    "hidden_rows": _l("隐藏的行"),
    "counts": _l("数量"),
    "error": _l("原因"),
    "all_or_nothing": _l("整份导入"),
    "list": _l("名单"),
    "paper": _l("盖章件"),
    "tied_by": _l("对应方式"),
    "row": _l("行"),
    "out": _l("略过"),
}
SUBJECTS: dict[str, Any] = {
    "occupation": _l("职业"),
    "scarce": _l("急需紧缺增补"),
    "catalogue": _l("职业目录"),
    "user": _l("用户"),
    "tenant": _l("单位"),
    "programme": _l("年度项目"),
    "policy": _l("政策"),
    "job": _l("任务"),
    "file": _l("文件"),
    "roster": _l("名册"),
    "photos": _l("照片压缩包"),
    "application": _l("报名"),
    "sending": _l("报送"),
    "paper_list": _l("汇总表"),
    "sealed_paper": _l("盖章件"),
    "paper_print": _l("打印"),
    "scope": _l("备案范围"),
}
REACHES: dict[str, Any] = {
    "account": _l("本人账号"),
    "applicant": _l("学员"),
    "tenant": _l("单位"),
    "district": _l("区县"),
    "city": _l("市级"),
    "public": _l("公众"),
    "system": _l("系统"),
}


def refusal(code: str) -> str:
    """The sentence of a refusal's code."""
    return str(REFUSALS[code])


def action_word(action: str) -> str:
    """What was done, in words; an act without words shows its code, so that none is hidden."""
    return str(ACTIONS.get(action, action))


def value_word(value: Any) -> str:
    """A before or after, readable; codes by their labels."""
    if isinstance(value, str) and value in LOCALES:
        return LOCALES[value]
    if isinstance(value, str) and value in CODES:
        return str(_(CODES[value]))
    if value is None or value == "" or value == []:
        return str(_("无"))
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    return "、".join(value_word(part) for part in value) if isinstance(value, list) else str(value)
