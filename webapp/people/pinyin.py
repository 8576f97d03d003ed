"""The sort key of a name and the keys a search can begin with: surname, a space, the rest ("chen zhiyuan").

Surnames read otherwise than the same character elsewhere (单 shàn, 仇 qiú); the rest reads by the character
alone, so that a name's beginning has the beginning of the name's key. Keys compare by byte (COLLATE "C").
"""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, pinyin

SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "朴": "piao", "区": "ou", "任": "ren",
    "盖": "ge", "翟": "zhai", "尉": "wei", "乐": "yue", "员": "yun", "冼": "xian", "覃": "qin", "宓": "mi",
    "折": "she", "缪": "miao", "谌": "chen", "纪": "ji", "华": "hua", "洗": "xian", "种": "chong", "牟": "mu",
    "召": "shao", "黑": "he", "秘": "bi", "繁": "po", "哈": "ha", "隗": "wei", "佴": "nai", "祭": "zhai",
    "逄": "pang", "臧": "zang", "葛": "ge", "贾": "jia", "卜": "bu", "柏": "bai", "晁": "chao", "柳": "liu",
    "燕": "yan", "要": "yao", "令": "ling", "应": "ying", "宁": "ning", "车": "che", "石": "shi", "曲": "qu",
    "郇": "xun", "郗": "xi", "麻": "ma", "薄": "bo", "那": "na", "重": "chong", "降": "jiang", "幺": "yao",
}  # fmt: skip
COMPOUND = {
    "欧阳": "ouyang", "上官": "shangguan", "司马": "sima", "诸葛": "zhuge", "尉迟": "yuchi",
    "单于": "chanyu", "万俟": "moqi", "长孙": "zhangsun", "皇甫": "huangfu", "令狐": "linghu",
    "澹台": "tantai", "端木": "duanmu", "公孙": "gongsun", "慕容": "murong", "司徒": "situ",
    "司空": "sikong", "夏侯": "xiahou", "东方": "dongfang", "轩辕": "xuanyuan", "宇文": "yuwen",
    "赫连": "helian", "南宫": "nangong", "呼延": "huyan", "鲜于": "xianyu",
}  # fmt: skip
_SEPARATORS = frozenset(" ·•・.．　")


@lru_cache(maxsize=8192)
def _syllable(sign: str) -> str:
    """One character's reading without tone; letters and digits in lower case, what has no reading itself."""
    return pinyin(sign, style=Style.NORMAL)[0][0].lower().replace("ü", "v")


def _family(name: str) -> tuple[str, int]:
    """The surname's reading and how many characters it takes."""
    if len(name) > 2 and name[:2] in COMPOUND:
        return COMPOUND[name[:2]], 2
    return SURNAMES.get(name[0]) or _syllable(name[0]), 1


@lru_cache(maxsize=65536)
def name_pinyin(name: str) -> str:
    """The key that a name is sorted and found by; "" for an empty name."""
    plain = "".join(sign for sign in name if sign not in _SEPARATORS)
    if plain.isascii():
        return " ".join(name.lower().split())
    family, taken = _family(plain)
    rest = "".join(_syllable(sign) for sign in plain[taken:])
    return f"{family} {rest}".rstrip()


def beginnings(typed: str) -> tuple[str, ...]:
    """The keys that names beginning with `typed` may begin with: a name's first characters, or letters."""
    plain = "".join(sign for sign in typed.strip().lower() if sign not in _SEPARATORS)
    if plain.isascii():
        return _spelled(typed.strip().lower())
    keys = {name_pinyin(plain)}
    if len(plain) <= 2:
        # 尉 may begin 尉迟, and 欧阳 alone is a surname, not a person called 阳.
        keys |= {read for family, read in COMPOUND.items() if family.startswith(plain)}
    return tuple(sorted(keys))


def _spelled(typed: str) -> tuple[str, ...]:
    """Typed letters as they stand, and with the space that the writer left out after each surname they
    may begin with."""
    if not typed:
        return ()
    known = _surname_readings()
    joined = "".join(typed.split())
    if joined != typed:
        family, _, rest = typed.partition(" ")
        return (f"{family} {''.join(rest.split())}".rstrip(),)
    cut = {f"{joined[:at]} {joined[at:]}" for at in range(1, len(joined)) if joined[:at] in known}
    return tuple(sorted({joined, *cut}))


@lru_cache(maxsize=1)
def _surname_readings() -> frozenset[str]:
    """The readings of the common surnames, by which typed letters are cut."""
    common = (
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈"
        "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
        "习席庄安牟厉滕卞时申臧费窦英鲁管单焦季宁仇解毕聂辛岳齐翟冷隋于迟曲兰葛相宗来匡阚战苗焉逄禚"
    )
    return frozenset(map(name_pinyin, common)) | frozenset(COMPOUND.values())
