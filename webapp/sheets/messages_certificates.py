"""The sentences about a list of certificates, as the officer reads them; `messages.py` merges them in."""

from __future__ import annotations

from webapp.policy.spans import N_

CERTIFICATE_MESSAGES: dict[str, str] = {
    "certificate_columns": N_(
        "没有找到证书名单的表头，缺少：%(columns)s。请补上这些列的表头后再上传。表头应在前二十行之内。"
    ),
    "certificate_level_unknown": N_("看不出是哪一级：没有等级一栏，证书编号里也没有等级。"),
    "certificates_empty": N_("名单里只有表头，没有一行证书。请确认上传的是填好的名单。"),
    "certificates_unreadable": N_(
        "前 %(n)s 行没有一行能登记，请核对各列的表头与内容是否对应；第 %(row)s 行：%(why)s"
    ),
}
# The columns of a list of certificates, as they are asked for where one is lacking.
CERTIFICATE_TITLES: dict[str, str] = {
    "name": N_("姓名"),
    "id_number": N_("身份证号码"),
    "occupation": N_("职业（工种）"),
    "level": N_("等级"),
    "number": N_("证书编号"),
    "issued_on": N_("发证日期"),
    "issuer": N_("发证机构"),
}
