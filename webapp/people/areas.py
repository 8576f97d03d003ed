"""The first digits of an identity number: provinces, and whether an area code has the standard's shape.

No table of counties on purpose: people born before a county's code began are valid (requirements 1.4).
"""

from __future__ import annotations

# GB/T 2260, the provinces; 71 Taiwan, 81 Hong Kong, 82 Macau. 83 is the residence permit's code for Taiwan.
PROVINCES: dict[str, str] = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古",
    "21": "辽宁", "22": "吉林", "23": "黑龙江",
    "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西", "37": "山东",
    "41": "河南", "42": "湖北", "43": "湖南", "44": "广东", "45": "广西", "46": "海南",
    "50": "重庆", "51": "四川", "52": "贵州", "53": "云南", "54": "西藏",
    "61": "陕西", "62": "甘肃", "63": "青海", "64": "宁夏", "65": "新疆",
    "71": "台湾", "81": "香港", "82": "澳门",
}  # fmt: skip

# GB/T 2260: 01-20 and 51-70 cities, 21-50 prefectures and leagues, 90 counties directly under the province.
_PREFECTURES = frozenset({f"{number:02d}" for number in range(1, 71)} | {"90"})


def province(code: str) -> str | None:
    """The province whose two digits begin `code`; None when no province has them."""
    return PROVINCES.get(code[:2])


def plausible(code: str) -> bool:
    """Whether six digits can be an area: a known province, and the standard's ranges below it."""
    return code[:2] in PROVINCES and code[2:4] in _PREFECTURES and code[4:6] != "00"
