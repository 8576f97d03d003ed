"""附件1《日照市“金蓝领”培训项目报名表》 (requirements 1.4; 三(三)1): what stands in it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from webapp.documents.codes import Code

TITLE = "日照市“金蓝领”培训项目报名表"
# The form's own words for its fields.
LABELS = {
    "name": "姓名", "sex": "性别", "birth": "出生年月", "native_place": "籍贯", "politics": "政治面貌",
    "ethnicity": "民族", "education": "文化程度", "work_start": "参加工作时间",
    "occupation": "现从事职业（工种）", "experience": "从事职业（工种）年限",
    "current_level": "现职业资格（或职业技能）等级",
    "certificate_number": "职业资格（或职业技能等级）证书编号",
    "certificate_date": "取得职业资格（或职业技能等级）证书时间", "unit": "工作单位", "phone": "联系电话",
    "id_number": "身份证号码", "specialty": "主要技术特长", "target_occupation": "申请参加培训的工种（职业）",
    "target_level": "培训级别",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """The fields of Annex 1 as they are printed; an empty one is left to be filled in by hand."""

    name: str = ""
    sex: str = ""
    birth: str = ""
    native_place: str = ""
    politics: str = ""
    ethnicity: str = ""
    education: str = ""
    work_start: str = ""
    occupation: str = ""
    experience: str = ""
    current_level: str = ""
    certificate_number: str = ""
    certificate_date: str = ""
    unit: str = ""
    phone: str = ""
    id_number: str = ""
    specialty: str = ""
    target_occupation: str = ""
    target_level: str = ""

    def words(self) -> dict[str, str]:
        """Field → what stands in it."""
        return asdict(self)


FIELDS = tuple(field.name for field in fields(Person))


@dataclass(frozen=True, slots=True)
class Form:
    """One Annex 1: the person, the photo as JPEG, the code of the data version, and beside them a note
    (such as that it is masked) and the line that says who took the copy away."""

    person: Person
    photo: bytes | None = None
    code: Code | None = None
    note: str = ""
    mark: str = ""
