"""`bench documents`: Annex 1 for so many people in one PDF, photo and code in place, as the job sets them.

The people, codes and photos are made before the clock starts; what is measured is from forms to bytes, in the
job's own chunks, with the putting together (spec 5.2). Certificates join when their stage is there.
"""

from __future__ import annotations

import gc
import io
import resource
import time
from random import Random
from typing import Any

import pypdfium2
from PIL import Image

from webapp.documents import annex1
from webapp.documents.annex1 import Form, Person
from webapp.documents.codes import ALPHABET, SIGNS, Code
from webapp.papers.printing import AT_A_TIME, joined

PEOPLE = 500
ROUNDS = 3
MARK = "导出单位：日照海岳钢铁集团有限公司　导出人：测评　导出时间：2022-05-06 09:32　含个人信息，请勿外传"


def measure(rows: int = PEOPLE) -> dict[str, Any]:
    """The best of three rounds over `rows` people, others in each: Typst remembers what it has set."""
    annex1.pdf(_forms(1, 0))  # a worker that has printed before: fonts read, template parsed
    seconds, size = min(_round(_forms(rows, number)) for number in range(1, ROUNDS + 1))
    return {
        "pages": rows,
        "seconds": round(seconds, 3),
        "pages_per_second": round(rows / seconds, 1),
        "one_by_one_per_second": _singly(_forms(min(rows, 50), ROUNDS + 1)),
        "megabytes": round(size / 1e6, 1),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def _forms(rows: int, number: int) -> list[Form]:
    """So many forms of people that no other round has."""
    return [_form(one, Random(one)) for one in range(number * rows, (number + 1) * rows)]


def _round(forms: list[Form]) -> tuple[float, int]:
    gc.collect()
    begin = time.perf_counter()
    parts = [annex1.pdf(forms[place : place + AT_A_TIME]) for place in range(0, len(forms), AT_A_TIME)]
    whole = joined(parts)
    seconds = time.perf_counter() - begin
    assert len(pypdfium2.PdfDocument(whole)) == len(forms)
    return seconds, len(whole)


def _singly(forms: list[Form]) -> float:
    begin = time.perf_counter()
    for form in forms:
        annex1.pdf([form])
    return round(len(forms) / (time.perf_counter() - begin), 1)


def _form(number: int, random: Random) -> Form:
    code = Code("JLL1", f"JLL-2022-{_signs(random, 5)}-{_signs(random, 5)}", 1, _signs(random, SIGNS))
    person = Person(
        name=f"测评{number}", sex="男", birth="1986年4月", native_place="山东日照", politics="群众",
        ethnicity="汉族", education="大学专科", work_start="2008年7月", occupation="焊工",
        experience=f"{number % 30} 年", current_level="高级工（三级）",
        certificate_number=f"Y0000370000121930{number:05d}", certificate_date="2019年3月18日",
        unit="日照海岳钢铁集团有限公司", phone=f"139{number:08d}", id_number=f"37110219860412{number:04d}",
        specialty="精通焊条电弧焊和氩弧焊，" * (number % 12), target_occupation="焊工", target_level="技师",
    )  # fmt: skip
    return Form(person, _photo(random), code, mark=MARK)


def _signs(random: Random, count: int) -> str:
    return "".join(random.choices(ALPHABET, k=count))


def _photo(random: Random) -> bytes:
    """A rendition as photos are kept: 413×579, as many bytes as a face makes."""
    picture = Image.new("RGB", (413, 579), (40, 90, 200))
    face = Image.effect_noise((200, 260), 30).convert("RGB")
    picture.paste(face, (random.randrange(90, 120), random.randrange(120, 160)))
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=85)
    return target.getvalue()
