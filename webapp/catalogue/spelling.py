"""How an occupation's name is spelled in letters, so that it is found by typing them."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import lazy_pinyin


@lru_cache(maxsize=8192)
def spelling(name: str) -> str:
    """ "chegong cg" for 车工: the whole spelling and the first letters, in lower case."""
    syllables = [one.lower().replace("ü", "v") for one in lazy_pinyin(name) if one.strip()]
    return f"{''.join(syllables)} {''.join(one[0] for one in syllables)}"
