"""`jinlanling roster check FILE`: the checker of spec 2.1 on the command line, without database or Flask.

Exit status 0 when the file could be read, however bad its rows; 2 when it is refused whole.
"""

from __future__ import annotations

import hashlib
import sys
from datetime import date, datetime
from pathlib import Path

import click

from webapp.sheets.cells import FileRefused
from webapp.sheets.options import CheckOptions, today
from webapp.sheets.report import FileFacts, json_parts, text_lines
from webapp.sheets.sandbox.parent import CheckedFile, CheckRefused

REFUSED = 2


@click.group()
def roster() -> None:
    """Work on roster workbooks (附件2) without a database."""


def _level(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """The level in any of its words (技师, 二级, 2); a usage error for another."""
    from webapp.sheets.fields import level_word

    if value is None:
        return None
    level = level_word(value)
    if level is None:
        raise click.BadParameter(f"“{value}”不是技能等级。例：高级工、技师、高级技师。", context, option)
    return level


def _day(context: click.Context, option: click.Parameter, value: datetime | None) -> date:
    return value.date() if value else today()


def _refuse(file: FileFacts, refused: FileRefused, as_json: bool) -> None:
    """Print why the file is refused whole, and end with status 2."""
    if as_json:
        _put(b"".join(json_parts(file, None, refused=(refused.code, refused.message))))
    else:
        click.echo(f"文件 {file.name} 不能读取 [{refused.code}]：{refused.message}", err=True)
    raise SystemExit(REFUSED)


def _put(part: bytes) -> None:
    sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


@roster.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--level", callback=_level, help="级别，代替表头所写（高级工、技师、高级技师）")
@click.option("--occupation", help="工种，代替表头所写")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), callback=_day, help="基准日期，默认今天（北京时间）"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def check(file: Path, level: str | None, occupation: str | None, as_of: date, as_json: bool) -> None:
    """Check one workbook and decide eligibility row by row (spec 2.1)."""
    data = file.read_bytes()
    options = CheckOptions(level=level, occupation=occupation or None, as_of=as_of)
    try:
        with CheckedFile(data, file.name, options) as checked:
            if as_json:
                for part in json_parts(checked.file, checked.head, checked.rows()):
                    _put(part)
            else:
                for line in text_lines(checked.file, checked.head, checked.rows()):
                    click.echo(line)
    except CheckRefused as refused:
        facts = FileFacts(file.name, hashlib.sha256(data).hexdigest(), refused.format)
        _refuse(facts, refused, as_json)
