"""How names were folded, and what rows were found by, when keys were written anew: a frozen copy for migrations."""

import re
import unicodedata
from functools import lru_cache

_SPACE = re.compile(r"[\s\u200b\ufeff\u00a0]+")
_SIGNS = str.maketrans(
    {
        **dict(zip("（）【】〔〕［］｛｝〈〉", "()[][][]{}<>")),
        **dict.fromkeys("·•・‧∙⋅●▪﹒･᛫ꞏ", "·"),
        **dict.fromkeys("‐‑‒–—―−─－﹣", "-"),
    }
)
_UNSEEN = dict.fromkeys([*range(32), *range(127, 160), 0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF])
_RARE = str.maketrans({"𠮷": "吉", "㐂": "喜", "𧆞": "虎", **dict.fromkeys("ÜǕǗǙǛ", "V")})
def match_key(text):
    text = _SPACE.sub("", unicodedata.normalize("NFKC", text))
    return text.translate(_UNSEEN).translate(_SIGNS).strip("。.,，;；").upper()


def search_key(text):
    return "".join(sign for sign in match_key(text).translate(_RARE) if sign.isalnum() or sign in "()")


# Signs of place and company names that people read in more than one way; the dictionary knows one for each word.
_OTHER_READINGS = {
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
# Beyond these an office types something else.
_READ, _MOST_READINGS = 16, 8
# 通化县冠启 is called 通化冠启: the word for the rung is left out, and for the people it belongs to.
_RUNG = re.compile(r"(?<=..)(?:满族|朝鲜族|蒙古族|回族)*(?:自治)?[省市县区州旗](?=..)")
_HEAD = 14
_BRACKET = re.compile(r"[()]")


def pinyin_initials(text: str) -> str:
    """Return the lower-case pinyin initials of ``text``: 长春市禾龙 → ``ccshl``; letters and digits stay."""
    return "".join(sound[0] for sound in _sounds(match_key(text))).lower()[:120]


def spellings(name: str) -> list[str]:
    """Return every way to type ``name`` as :func:`search_key` would spell it, the name itself first.

    With and without the words for the rungs of its place, each as signs, as initials and as full pinyin; and with
    the other readings of signs that have several.
    """
    key = search_key(name)
    short = _RUNG.sub("", key[:_HEAD]) + key[_HEAD:]
    ways = [key, short]
    for form in dict.fromkeys(_BRACKET.sub("", form) for form in (key, short)):
        ways.append(form)
        sounds = _sounds(form)
        for reading in (sounds, *_other_readings(form, sounds)):
            ways += ["".join(sound[0] for sound in reading), "".join(reading)]
    return [way for way in dict.fromkeys(map(str.upper, ways)) if way]


def _other_readings(form: str, sounds: list[str]) -> list[list[str]]:
    """Return ``sounds`` with one of them replaced by each other way to read or to type its sign."""
    found = []
    for at, (sign, sound) in enumerate(zip(form[:_READ], sounds, strict=False)):
        others = [*_OTHER_READINGS.get(sign, "").split()]
        if "v" in sound:
            others += [sound.replace("v", "u"), sound.replace("v", "yu")]
        found += [[*sounds[:at], other, *sounds[at + 1 :]] for other in others if other != sound]
    return found[:_MOST_READINGS]


def _sounds(key: str) -> list[str]:
    """Return the sound of each sign of ``key``, in lower case; what has none stands for itself."""
    from pypinyin.seg.mmseg import seg  # its dictionaries take 55 MiB: only processes that read pinyin load them

    return [sound for word in seg.cut(key) for sound in _sounds_of_word(word)]


@lru_cache(maxsize=20_000)
def _sounds_of_word(word: str) -> tuple[str, ...]:
    """Read one word; the same few thousand words make up the names of all enterprises."""
    from pypinyin import lazy_pinyin

    return tuple(sound.lower() for sound in lazy_pinyin(word, errors=list))


def lines(spoken, plain=()):
    found = [way for name in spoken for way in spellings(name or "")] + [search_key(str(text or "")) for text in plain]
    found = [line for line in dict.fromkeys(found) if line]
    return "\n" + "\n".join(found) + "\n" if found else ""


def _batches(model, columns, size=2000):
    last = 0
    while rows := list(model._base_manager.filter(pk__gt=last).order_by("pk").values_list("pk", *columns)[:size]):
        yield rows
        last = rows[-1][0]


def fill(schema_editor, model, spoken=(), plain=()):
    """Write what every row of ``model`` is found by."""
    table, cut = schema_editor.quote_name(model._meta.db_table), 1 + len(spoken)
    with schema_editor.connection.cursor() as cursor:
        for rows in _batches(model, (*spoken, *plain)):
            found = [(lines(row[1:cut], row[cut:]), row[0]) for row in rows]
            cursor.executemany(f"UPDATE {table} SET search = %s WHERE id = %s", found)


def rekey(model, name, key, owner=None):
    """Write the keys of ``name`` anew. Where two rows of one ``owner`` come out alike, the later keeps its old key."""
    taken = set(model._base_manager.values_list(owner, key)) if owner else set()
    for rows in _batches(model, (owner or "pk", name, key)):
        for pk, of, text, old in rows:
            new = match_key(text)
            if new == old or (owner and (of, new) in taken):
                continue
            model._base_manager.filter(pk=pk).update(**{key: new})
            taken.add((of, new))


def index(schema_editor, model):
    """Let PostgreSQL find the rows that hold a piece of text, two signs long or one; SQLite looks at all of them."""
    if schema_editor.connection.vendor == "postgresql":
        table = model._meta.db_table
        schema_editor.execute(f'CREATE INDEX "{table}_found_by" ON "{table}" USING gin (liaison_grams(search))')


def drop_index(schema_editor, model):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f'DROP INDEX IF EXISTS "{model._meta.db_table}_found_by"')
