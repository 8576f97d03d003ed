"""The sentences with which a whole file is refused (outcome X): what is wrong and what to do about it."""

from __future__ import annotations

from typing import NoReturn

from webapp.sheets.cells import FileRefused

SAVE_AS = "请用 Excel 或 WPS 打开，点“文件—另存为”，类型选“Excel 工作簿（*.xlsx）”，再上传新文件。"

MESSAGES = {
    "empty_file": "文件是空的（0 字节）。请检查文件是否保存完整，再上传。",
    "password_protected": "文件设有打开密码，无法读取。请打开文件，在“文件—信息—保护工作簿”中取消密码，"
    "保存后再上传。",
    "macro": "文件带有宏（程序代码），为安全起见不予接收。请打开文件，另存为“Excel 工作簿（*.xlsx）”"
    "（不要选“启用宏的工作簿”），再上传。",
    "corrupt": "文件已损坏或没有传完整（{what}）。请用 Excel 或 WPS 打开确认，另存为 xlsx 后再上传。",
    "too_large": "文件太大：{what}。请删去多余的行、列、图片和工作表，或把名单分成几个文件上传。",
    "external_links": "文件引用了别的文件或数据连接。请在“数据—编辑链接”中断开全部链接"
    "（或把公式复制后“选择性粘贴—数值”），保存后再上传。",
    "dde": "文件含有会启动其他程序的动态数据交换（DDE）公式，不予接收。请删去这些公式，"
    "或把它们粘贴为数值，再上传。",
    "embedded_object": "文件中嵌有其他文件或控件。请删去嵌入的对象（名单只需要单元格里的文字），"
    "保存后再上传。",
    "entity_expansion": "文件内部含有不允许的 XML 定义（DTD 或实体），可能是恶意文件，不予接收。" + SAVE_AS,
    "unsafe_path": "文件内部的路径不正常，可能是恶意文件，不予接收。" + SAVE_AS,
    "unreadable": "{what}，不能当作名单读取。" + SAVE_AS,
}


def refuse(code: str, what: str = "") -> NoReturn:
    """Refuse the whole file: raises FileRefused with the sentence of `code` (spec 2.1 `refused`)."""
    raise FileRefused(code, MESSAGES[code].format(what=what))
