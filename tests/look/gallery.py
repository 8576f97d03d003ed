"""Renders the gallery with a plain Jinja environment and made-up data: no app, no database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    Form,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tests.look import samples
from webapp.look import set_table

ROOT = Path(__file__).resolve().parents[2]
MENU = [
    ("工作台", "layout-dashboard", 0),
    ("名册导入", "table-import", 1),
    ("员工报名", "clipboard-check", 6),
    ("培训班次", "school", 0),
    ("考核成绩", "file-text", 0),
    ("员工证书", "certificate", 0),
    ("补贴申领", "coin", 2),
    ("我的任务", "progress-check", 0),
    ("单位信息", "building", 0),
]


class Sample(Form):
    """One field of each kind."""

    name = StringField("姓名", [InputRequired("请填写姓名。")])
    level = SelectField(
        "申报级别",
        choices=[SelectChoice("", "请选择"), SelectChoice("2", "技师")],
        validators=[InputRequired("请选择级别。")],
    )
    obtained = DateField("证书取得时间", description="按证书上的日期填写。")
    number = StringField("证书编号")
    route = RadioField(
        "申报路径", choices=[SelectChoice("a", "证书"), SelectChoice("b", "年限")], default="a"
    )
    agree = BooleanField("我已核对以上内容")
    roster = FileField("名册文件")
    note = TextAreaField("情况说明", [Length(max=200)])


class Review(Form):
    """The decision of a reviewer."""

    verdict = RadioField(
        "复审结论",
        choices=[
            SelectChoice("approve", "通过"),
            SelectChoice("return", "退回修改"),
            SelectChoice("reject", "不通过"),
        ],
        default="approve",
    )
    opinion = TextAreaField("意见", [InputRequired(), Length(max=200)])
    stale = BooleanField("印章已过期，我已核对变更项，不影响复审结果", default=True)


class Chinese:
    """Stands in for the catalogue: the msgid is the sentence."""

    @staticmethod
    def one(message: str) -> str:
        return message

    @staticmethod
    def many(single: str, plural: str, n: int) -> str:
        return single if n == 1 else plural


def environment() -> Environment:
    """The environment of the app as far as templates see it."""
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=select_autoescape(["html", "svg"]),
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(Chinese.one, Chinese.many, newstyle=True)  # type: ignore[attr-defined]
    env.globals |= {
        "url_for": lambda endpoint, **values: f"/static/{values.get('filename', '')}",
        "csrf_token": lambda: "made-up-token",
        "get_flashed_messages": lambda with_categories=False: [],
    }
    set_table(env)
    return env


def context(active: str = "名册导入", menu: list[tuple[str, str, int]] | None = None) -> dict[str, Any]:
    """What the app's context processor sets on every page."""
    entries = [
        {"label": label, "icon": icon, "url": "#", "active": label == active, "count": count}
        for label, icon, count in menu or MENU
    ]
    memberships = [
        {"id": 1, "name": "日照海岳钢铁集团有限公司", "role_label": "单位经办岗", "current": True},
        {"id": 2, "name": "日照市技师学院", "role_label": "报名复审岗", "current": False},
    ]
    names = [
        "home",
        "inbox",
        "switch",
        "password",
        "second_factor",
        "sessions",
        "sign_out",
        "language",
        "sign_in",
    ]
    return {
        "menu": entries,
        "memberships": memberships,
        "acting": {"name": "日照海岳钢铁集团有限公司", "short_name": "日照海岳钢铁集团"},
        "current_user": {"is_authenticated": True, "name": "李文静"},
        "role_label": "单位经办岗",
        "inbox_count": 3,
        "programme": {"title": "2022 年度“金蓝领”项目培训", "window": "申报期 04-20 至 05-20"},
        "links": {name: f"/{name}" for name in names},
        "language": "zh_Hans",
        "request": None,
        "languages": None,
        "breadcrumbs": [("日照海岳钢铁集团有限公司", "#"), ("名册导入", "#")],
    }


CLERK_OF_COLLEGE = [
    ("工作台", "layout-dashboard", 0),
    ("报名复审", "clipboard-check", 37),
    ("查重核查", "copy-check", 2),
    ("电话确认", "phone", 5),
    ("课程计划", "book", 1),
    ("培训班次", "school", 0),
    ("考核管理", "tools", 0),
    ("证书发放", "certificate", 0),
    ("培训档案", "archive", 0),
    ("月度报表", "clipboard-data", 0),
    ("机构设置", "settings", 0),
]


def pages() -> dict[str, str]:
    """Every page of the gallery by its name, rendered."""
    env = environment()
    ui = env.globals["ui"]
    filled = Sample(data={"number": "Y000037000012193000583"})
    filled.validate()
    review = Review(
        data={"verdict": "approve", "opinion": "证书路径符合，原件与扫描件一致；同意。", "stale": True}
    )
    college = context("报名复审", CLERK_OF_COLLEGE) | {
        "acting": {"name": "日照市技师学院", "short_name": "日照市技师学院"},
        "current_user": {"is_authenticated": True, "name": "周立新"},
        "role_label": "报名复审岗",
        "breadcrumbs": [("报名复审", "#"), ("待复审", "#")],
    }
    plain = {name: context()[name] for name in ("programme", "links", "language", "request", "languages")}
    wanted = {
        "gallery": ("ui/gallery.html", context("") | samples.words() | {"sample": filled}),
        "dashboard": ("ui/gallery/dashboard.html", context("工作台") | samples.dashboard()),
        "import_preview": ("ui/gallery/import_preview.html", context() | samples.preview()),
        "application": (
            "ui/gallery/application.html",
            college | samples.application(ui) | {"form": review},
        ),
        "public": ("ui/gallery/public.html", plain | {"title": "办理进度查询"}),
        "sign_in": ("ui/gallery/sign_in.html", plain | {"title": "登录"}),
    }
    staff = plain | {"actor": {"roles": ("reviewer",)}, "acting": college["acting"]}
    wanted |= {
        f"error_{status}": (f"errors/{status}.html", staff | {"message": "版本已变。", "status": status})
        for status in ERRORS
    }
    return {name: env.get_template(path).render(**values) for name, (path, values) in wanted.items()}


ERRORS = (403, 404, 405, 409, 413, 422, 429, 500)
