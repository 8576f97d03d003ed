"""Made-up data of the gallery pages, after the three pictures of the look."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

STATE_WORDS = [
    "草稿",
    "待单位审核",
    "待复审",
    "退回修改",
    "审核通过",
    "审核不通过",
    "待备案",
    "已备案",
    "待开班",
    "培训中",
    "已结业",
    "待考核",
    "合格",
    "不合格",
    "待公示",
    "公示中",
    "待拨付",
    "已拨付",
    "已作废",
]


def dashboard() -> dict[str, Any]:
    """The city's workbench."""
    states = ["待复审", "审核通过", "培训中", "审核通过", "退回修改", "待复审", "已发证"]
    names = ["张伟", "李娜", "王强", "赵敏", "陈磊", "刘洋", "孙丽"]
    trades = ["电工", "起重装卸机械操作工", "汽车维修工", "制浆工", "焊工", "信息系统运维员", "钳工"]
    tiles = [
        ("累计报名", "4,457", "较上年 +18.2%", "users", "running"),
        ("审核通过", "4,007", "通过率 89.9%", "shield-check", "passed"),
        ("已发证书", "2,040", "技师及以上 61%", "certificate", "waiting"),
        ("补贴奖励（万元）", "512.6", "已拨付 78.4%", "coin", "refused"),
    ]
    return {
        "title": "2026 年度项目培训总览",
        "figures": [dict(zip(("label", "value", "note", "icon", "kind"), t, strict=True)) for t in tiles],
        "months": [f"{m}月" for m in range(4, 11)],
        "trend": [
            {"name": "报名", "type": "bar", "data": [320, 582, 490, 632, 790, 730, 910]},
            {"name": "通过审核", "type": "bar", "data": [280, 502, 441, 590, 702, 680, 812]},
            {"name": "发证", "type": "line", "data": [0, 60, 180, 262, 390, 510, 640]},
        ],
        "districts": [("东港区", 82), ("莒县", 64), ("五莲县", 41), ("岚山区", 27)],
        "waits": [
            {
                "label": "待备案计划",
                "url": "#",
                "count": 4,
                "age": "3 天前",
                "due": "11-25 前",
                "late": False,
            },
            {"label": "待拨付申领", "url": "#", "count": 2, "age": "9 天前", "due": "已过期限", "late": True},
        ],
        "rows": [
            {
                "number": f"JLL20260000{i}",
                "name": name,
                "employer": "日照海岳钢铁集团",
                "occupation": trade,
                "level": "技师",
                "state": state,
            }
            for i, (name, trade, state) in enumerate(zip(names, trades, states, strict=True), 1)
        ],
    }


def preview() -> dict[str, Any]:
    """A checked roster: five rows with something to say, thirty without."""

    def cells(*values: Any) -> list[dict[str, str]]:
        shown = []
        for value in values:
            former, outcome, was = "", "", ""
            if isinstance(value, tuple):
                value, former, outcome, was = (*value, "")[:4]
            shown.append({"value": value, "former": former, "outcome": outcome, "was": was})
        return shown

    def row(number: int, said: str, fix: str, met: bool, *values: Any) -> dict[str, Any]:
        verdict = "符合・证书" if met else "无法判断"
        return {
            "number": number,
            "said": said,
            "fix": fix,
            "met": met,
            "verdict": verdict,
            "cells": cells(*values),
        }

    y_number = ("Y000037000012193000118", "Y0000-37-000012-19-3-000118", "warned")
    spaced = ("1715110005300342", "1715 1100 0530 0342", "warned")
    lower_x = ("371102********061X", "371102********061x", "warned")
    lost = ("3.71102E+17", "", "refused", "Excel 显示")
    rows = [
        row(9, "", "接受", True, "高志强", lower_x, "2007-07", "2018-06", "1815110005300216", "139****4471"),
        row(
            14,
            "",
            "接受 2 处",
            True,
            ("张三强", "张 三强", "warned"),
            "371121********3515",
            "2006-03",
            "2019-04",
            y_number,
            "137****0826",
        ),
        row(
            22, "", "接受", True, "王海波", "371122********7034", "2005-09", "2017-11", spaced, "150****2293"
        ),
        row(
            27,
            "已选",
            "",
            True,
            "刘春雷",
            "371102********2739",
            ("2008-10", "2008.1", "asked"),
            "2018-12",
            "1815110005300507",
            "186****5160",
        ),
        row(33, "", "", False, "徐建军", lost, "2004-08", "2016-10", "1615110005300089", "138****7702"),
    ]

    def problem(outcome: str, title: str, detail: str, *numbers: int, **more: Any) -> dict[str, Any]:
        base = {"options": [], "chosen": "", "hint": ""}
        rows = [(n, f"#row-{n}") for n in numbers]
        return base | {"outcome": outcome, "title": title, "detail": detail, "rows": rows} | more

    return {
        "title": "导入结果",
        "steps": [
            {"title": "上传", "note": "05-10 09:41"},
            {"title": "检查", "note": "35 行，用时 1.2 秒"},
            {"title": "确认", "note": "核对修正后导入"},
            {"title": "完成", "note": "转单位审核岗"},
        ],
        "roster": {
            "name": "附件2-焊工技师-海岳钢铁（盖章）.xlsx",
            "facts": ["焊工・技师", "填报日期 2022-05-09", "Sheet1，数据第 6–40 行"],
            "counts": [
                ("通过", 30, "passed"),
                ("提醒", 3, "waiting"),
                ("待选择", 1, "running"),
                ("退回", 1, "refused"),
            ],
            "summary": "通过 30、提醒 3、已选择 1；退回的第 33 行改好后再传，只处理这一行",
        },
        "problems": [
            problem("warned", "证书编号含短横线、空格", "去除后位数正确", 14, 22),
            problem("warned", "身份证号末位为小写 x", "改为大写 X，校验通过", 9),
            problem("warned", "姓名中间有空格", "张 三强 → 张三强", 14),
            problem(
                "asked",
                "参加工作时间写作 2008.1",
                "可能是 1 月，也可能是 10 月",
                27,
                options=[("2008-01", "2008-01"), ("2008-10", "2008-10")],
                chosen="2008-10",
            ),
            problem(
                "refused", "身份证号被存成数字，末三位已丢失", "不能自动修复", 33, hint="该列设为“文本”后重填"
            ),
        ],
        "views": [
            {"label": "全部", "url": "#", "count": 35},
            {"label": "有问题", "url": "#", "count": 5, "active": True},
            {"label": "通过", "url": "#", "count": 30},
        ],
        "columns": [
            "行号",
            "姓名",
            "身份证号码",
            "参加工作",
            "取得证书",
            "证书编号",
            "联系电话",
            "申报条件",
            "处理",
        ],
        "rows": rows,
    }


def application(ui: Any) -> dict[str, Any]:
    """One application before the reviewer."""

    def event(title: str, who: str, at: str, state: str = "done", note: str = "") -> dict[str, str]:
        return {"title": title, "who": who, "at": at, "state": state, "note": note}

    def part(value: str, meaning: str, lit: bool = False) -> dict[str, Any]:
        return {"value": value, "meaning": meaning, "lit": lit}

    eye = ui.button("查看", icon_name="eye", sm=True, type="button")
    return {
        "title": "JLL-2022-004217",
        "person": {
            "title": "陈志远　焊工・技师",
            "name": "陈志远",
            "photo": "/photo.svg",
            "sub": ["JLL-2022-004217", "日照海岳钢铁集团有限公司", "依据 2022 年政策第 1 版"],
            "stale": "05-09 盖章时为 138****0617，现为 139****2208，其余 20 项一致",
            "facts": [
                ("姓名", "陈志远"),
                ("性别・出生年月", "男・1986-04"),
                ("身份证号码", "371102********2318", eye),
                ("现从事职业", "焊工"),
                ("从业年限", "12 年 2 个月"),
                ("参加工作时间", "2008-07"),
                ("现等级", "高级工（三级）"),
                ("证书取得时间", "2019-03-18"),
                ("联系电话", "139****2208", ui.badge("已变更", "waiting")),
                ("文化程度", "大专"),
                ("民族・政治面貌", "汉族・群众"),
                ("主要技术特长", "氩弧焊、机器人焊接"),
            ],
        },
        "routes": [
            {
                "name": "证书路径",
                "met": True,
                "clause": "三(一)2",
                "verdict": "取得高级工证书满 3 年，还多 1 个月 18 天",
                "detail": "2019-03-18 取得，2022-03-18 起符合",
            },
            {
                "name": "年限路径",
                "met": False,
                "clause": "三(一)2",
                "verdict": "从事焊工 12 年 2 个月，距 14 年还差 1 年 10 个月",
                "detail": "2024-03-06 起符合，届时还须单位证明主要技术特长",
            },
        ],
        "segments": [
            part("Y", "企业"),
            part("0000", "省级备案"),
            part("37", "山东"),
            part("000012", "评价站点"),
            part("19", "2019 年", True),
            part("3", "高级工", True),
            part("000427", "顺序号"),
        ],
        "aloud": "企业自主评价，山东省备案，2019 年，高级工（三级），第 000427 号",
        "checks": [
            ("一人多证查重", ui.badge("无冲突", "passed")),
            ("照片", ui.badge("2.31 MB・蓝底", "passed")),
            ("单位电话确认", ui.badge("05-09 已确认", "passed")),
            ("企业用工", ui.badge("企业在职职工", "passed")),
        ],
        "history": [
            event("提交申请", "本人・陈志远", "05-06 09:32"),
            event(
                "单位退回修改",
                "海岳钢铁审核岗・王海燕",
                "05-06 15:10",
                "refused",
                "证书取得时间与证书不一致，请按证书填 2019-03-18。",
            ),
            event("修改后再次提交", "本人・陈志远", "05-06 20:21"),
            event(
                "单位审核通过，上传盖章件",
                "海岳钢铁审核岗・王海燕",
                "05-09 10:02",
                "passed",
                "情况属实，同意申报焊工技师。",
            ),
            event("联系电话变更，印章过期", "本人・陈志远", "05-10 16:12", "waiting"),
            event("待机构复审", "日照市技师学院・周立新", "已等 2 天", "now"),
            event("编入备案班次", "", "下一步", "future"),
        ],
    }


def jobs() -> dict[str, Any]:
    """One running, one finished."""
    job = {
        "id": "j1",
        "title": "检查名册：附件2-焊工技师.xlsx",
        "state_word": "进行中",
        "kind": "running",
        "done": 412,
        "total": 1000,
        "elapsed": "3 秒",
        "final": False,
        "url": "gallery.html",
        "cancel_url": "/cancel",
        "result_url": "",
        "result_word": "",
        "error": "",
        "counts": [],
    }
    done = {
        "id": "j2",
        "state_word": "已完成",
        "kind": "passed",
        "done": 1000,
        "final": True,
        "result_url": "#",
        "counts": [("通过", 960), ("退回", 40)],
    }
    return {"running_job": job, "finished_job": job | done}


def words() -> dict[str, Any]:
    """The style page's own."""
    return {"title": "样式一览", "state_words": STATE_WORDS, "names": ["张伟", "李娜"]} | jobs()


PHOTO = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 126 176">'
    '<rect width="126" height="176" fill="#3f84d2"/>'
    '<path d="M12 176c0-44 22-56 51-56s51 12 51 56z" fill="#24324a"/><circle cx="63" cy="84" r="34" '
    'fill="#f1c7a4"/>'
    '<path d="M29 84c-2-30 12-46 34-46s36 16 34 46c-8-14-18-20-34-20s-26 6-34 20z" fill="#1f2430"/>'
    "</svg>"
)
