"""People and photos for the tests of forms; all made up."""

from __future__ import annotations

import io

import pypdfium2
from PIL import Image

from webapp.documents import annex1
from webapp.documents.annex1 import Form, Person
from webapp.documents.codes import Code

ORDINARY = Person(
    name="陈志远", sex="男", birth="1986年4月", native_place="山东日照", politics="中共党员",
    ethnicity="汉族", education="大学专科", work_start="2008年7月", occupation="焊工",
    experience="12 年 2 个月", current_level="高级工（三级）", certificate_number="Y000037000012193000427",
    certificate_date="2019年3月18日", unit="日照海岳钢铁集团有限公司", phone="13912342208",
    id_number="371102198604121233", specialty="擅长压力容器焊接，曾获市级技术能手。",
    target_occupation="焊工", target_level="技师",
)  # fmt: skip
LONG = Person(
    name="阿卜杜拉·买买提江·吐尔逊江艾力", sex="男", birth="1986年4月",
    native_place="新疆维吾尔自治区克孜勒苏柯尔克孜自治州阿克陶县", politics="中国国民党革命委员会会员",
    ethnicity="柯尔克孜族", education="大学本科（第二学士学位）", work_start="2008年7月",
    occupation="计算机及其他电子设备制造人员（集成电路芯片封装）", experience="12 年 2 个月 15 天",
    current_level="高级技师（一级）", certificate_number="Y000037000012193000427",
    certificate_date="2019年3月18日",
    unit="山东能源集团日照临港新一代信息技术装备制造产业有限责任公司第一分公司",
    phone="+86 139 1234 2208 转 88888",
    id_number="371102198604121233", specialty="擅长压力容器焊接，精通异种钢焊接工艺评定。" * 60,
    target_occupation="计算机及其他电子设备制造人员（集成电路芯片封装测试员）", target_level="高级技师",
)  # fmt: skip
CODE = Code("JLL1", "JLL-2022-ABCDE-FGHJK", 3, "23456789AB")
MARK = "导出单位：日照海岳钢铁集团有限公司　导出人：宋海燕　导出时间：2022-05-06 09:32　含个人信息，请勿外传"


def jpeg(width: int = 413, height: int = 579) -> bytes:
    """A picture that is blue all around and light in the middle."""
    picture = Image.new("RGB", (width, height), (40, 90, 200))
    picture.paste((230, 200, 180), (width // 3, height // 4, width * 2 // 3, height * 3 // 4))
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=85)
    return target.getvalue()


def pages_of(pdf: bytes) -> list[str]:
    """The text layer of each page, without spaces and line breaks."""
    document = pypdfium2.PdfDocument(pdf)
    return [plain(document[number].get_textpage().get_text_bounded()) for number in range(len(document))]


def plain(words: str) -> str:
    """Words as a text layer gives them back: no spaces of any kind, soft hyphens or line breaks."""
    return "".join(sign for sign in words if not sign.isspace() and sign not in "\u200b\ufffe\u00ad\u2010")


def picture_of(pdf: bytes, page: int = 0, dpi: int = 150) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[page].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")


def one(person: Person = ORDINARY, **given: object) -> bytes:
    return annex1.pdf([Form(person, **given)])  # type: ignore[arg-type]
