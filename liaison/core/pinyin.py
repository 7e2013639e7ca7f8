"""How names sound: what people type who write the letters instead of the signs."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from .text import RARE, match_key, search_key

# Signs of place and company names that people read in more than one way; the dictionary knows one for each word.
_READINGS = {
    "长": "chang zhang", "重": "zhong chong", "行": "hang xing", "乐": "le yue", "朝": "chao zhao", "盛": "sheng cheng",
    "曾": "zeng ceng", "单": "dan shan", "都": "du dou", "车": "che ju", "藏": "cang zang", "参": "shen can",
    "大": "da dai", "和": "he huo", "传": "chuan zhuan", "省": "sheng xing", "种": "zhong chong", "厦": "sha xia",
    "蔚": "wei yu", "蛤": "ha ge", "柏": "bai bo", "露": "lu lou", "薄": "bo bao", "翟": "zhai di", "解": "jie xie",
    "仇": "qiu chou", "区": "qu ou", "查": "cha zha", "尉": "wei yu", "朴": "piao pu", "万": "wan mo",
    "石": "shi dan", "率": "lv shuai", "调": "tiao diao", "降": "jiang xiang", "角": "jiao jue", "校": "xiao jiao",
    "宿": "su xiu", "泊": "bo po", "堡": "bao pu", "埔": "pu bu", "圈": "quan juan", "卡": "ka qia", "会": "hui kuai",
    "强": "qiang jiang", "涡": "wo guo", "洗": "xi xian", "浚": "jun xun", "秘": "mi bi", "铅": "qian yan",
    "阿": "a e", "亳": "bo hao", "黾": "min mian", "珲": "hun hui", "洮": "tao yao",
    "便": "bian pian",
    "弹": "dan tan", "模": "mo mu", "镐": "gao hao", "粘": "zhan nian", "拓": "tuo ta", "六": "liu lu",
}  # fmt: skip
_OTHER_READINGS = {sign: tuple(sounds.upper().split()) for sign, sounds in _READINGS.items()}
# Beyond these an office types something else.
_READ, _MOST_READINGS = 16, 8
# 通化县冠启 is called 通化冠启: the word for the rung is left out, and for the people it belongs to.
_RUNG = re.compile(r"(?<=..)(?:满族|朝鲜族|蒙古族|回族)*(?:自治)?[省市县区州旗](?=..)")
_HEAD = 14
_BRACKET = re.compile(r"[()]")


def pinyin_initials(text: str) -> str:
    """Return the lower-case pinyin initials of ``text``: 长春市禾龙 → ``ccshl``; letters and digits stay."""
    return _read(match_key(text).translate(RARE)).initials.lower()[:120]


def spellings(name: str) -> list[str]:
    """Return every way to type ``name`` as :func:`search_key` would spell it, the name itself first.

    With and without the words for the rungs of its place, each as signs, as initials and as full pinyin; and with
    the other readings of signs that have several.
    """
    key = search_key(name)
    short = _RUNG.sub("", key[:_HEAD]) + key[_HEAD:]
    ways = [key, short]
    for form in (key, short) if short != key else (key,):
        if "(" in form or ")" in form:
            form = _BRACKET.sub("", form)
        read = _read(form)
        ways += (form, read.initials, read.full)
        for at, other in _other_readings(form, read.sounds):
            before, after = "".join(read.sounds[:at]), "".join(read.sounds[at + 1 :])
            ways += (f"{read.initials[:at]}{other[0]}{read.initials[at + 1 :]}", f"{before}{other}{after}")
    return [way for way in dict.fromkeys(ways) if way]


def _other_readings(form: str, sounds: Sequence[str]) -> list[tuple[int, str]]:
    """Return (place, sound) of each other way to read or to type one sign of ``form``."""
    found = []
    for at, (sign, sound) in enumerate(zip(form[:_READ], sounds, strict=False)):
        if sign in _OTHER_READINGS:
            found += [(at, other) for other in _OTHER_READINGS[sign] if other != sound]
        if "V" in sound:
            found += [(at, sound.replace("V", letters)) for letters in ("U", "YU")]
    return found[:_MOST_READINGS]


class _Sounds(NamedTuple):
    """How some signs sound, in capitals: each of them (what has no sound stands for itself), and put together."""

    sounds: tuple[str, ...]
    initials: str
    full: str


# Cached because an import asks for the same names when it fills one column after the other.
@lru_cache(maxsize=20_000)
def _read(key: str) -> _Sounds:
    read = [_read_word(word) for word in _words(key)]
    sounds = [sound for word in read for sound in word.sounds]
    return _Sounds(tuple(sounds), "".join([word.initials for word in read]), "".join(sounds))


def _words(key: str) -> list[str]:
    """Return the words that ``key`` is read in, those of pypinyin's ``seg.cut``; which takes five times as long."""
    from pypinyin.constants import PHRASES_DICT  # takes 55 MiB: only processes that read pinyin load it
    from pypinyin.seg.mmseg import p_set

    beginnings, found, start, end = p_set._set, [], 0, len(key)
    while start < end:
        stop = word_ends = start + 1
        while stop <= end and (piece := key[start:stop]) in beginnings:
            if piece in PHRASES_DICT:
                word_ends = stop
            stop += 1
        if stop > end and key[start:word_ends] not in PHRASES_DICT:
            return [*found, *key[start:]]  # what the end cuts short is no word, nor are its parts
        found.append(key[start:word_ends])
        start = word_ends
    return found


@lru_cache(maxsize=20_000)
def _read_word(word: str) -> _Sounds:
    """Read one word; the same few thousand words make up the names of all enterprises."""
    from pypinyin import lazy_pinyin

    sounds = [sound.lower() for sound in lazy_pinyin(word, errors=list)]
    initials = "".join([sound[0] for sound in sounds])
    return _Sounds(tuple(map(str.upper, sounds)), initials.upper(), "".join(sounds).upper())
