"""Names of people: padded, several to a cell, with titles and roles."""

import re

from liaison.core.text import half_width

from .cells import broken, question, says_nothing, text_of, warning
from .titles import NAME_THEN_TITLE, SURNAME_THEN_TITLE, TITLE, TITLE_THEN_NAME
from .types import Candidate, CellError, Parsed, Person

_SIMPLE = re.compile(r"[\u4e00-\u9fff]{2,4}")
_CHINESE = re.compile(r"[\u4e00-\u9fff·•]{2,15}")
_LATIN = re.compile(r"[A-Za-z][A-Za-z .'\-]{1,38}")
# A plain name never needs a closer look unless it ends like a title, a form of address or 等.
_CLOSER_LOOK = frozenset("等志生士姐长记任席委局导员理总监事管书头")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_SEPARATOR = re.compile(r"[、,;，；/|\n\r\t&]+")
_AND_OTHERS = re.compile(r"(?:等(?:\d+|[一二三四五六七八九十]+)?(?:人|位|同志|领导)?|一行(?:\d+人)?)$")
_SUFFIX = re.compile(r"(?<=.)(?:同志|先生|女士|小姐)$")
_COMPOUND = frozenset(
    (
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "长孙",
        "宇文",
        "司徒",
        "司空",
        "夏侯",
    )
)
_LEAD, _OTHER = ("牵头", "带队", "主要"), ("配合", "协助", "陪同")
_NOT_NAMES = frozenset(("待定", "空缺", "暂缺", "未定", "暂无", "没有", "空岗", "人员待定"))


def clean_name(text: str) -> str:
    """Return a name without padding: 王　某 → 王某. Latin names keep their spaces."""
    return " ".join(text.split()) if text.isascii() else "".join(text.split())


def parse_person(raw) -> Parsed:
    """Read a cell that should hold one name. Value: the name, "" for blank; several names are a question."""
    if type(raw) is str and _SIMPLE.fullmatch(raw) and raw[-1] not in _CLOSER_LOOK and raw not in _NOT_NAMES:
        return Parsed(raw)
    people, note = parse_people(raw)
    if people is None:
        return Parsed(None, note)
    if len(people) > 1:
        names = [p.name for p in people]
        return question(f"一格里有{len(names)}个人名（{'、'.join(names)}）。请选择一个。", names)
    return Parsed(people[0].name if people else "", note)


def parse_people(raw) -> Parsed:
    """Read names, several to a cell, with titles and roles. Value: list of :class:`Person`, the leading one first."""
    if type(raw) is str and _SIMPLE.fullmatch(raw) and raw[-1] not in _CLOSER_LOOK and raw not in _NOT_NAMES:
        return Parsed([Person(raw)])
    if type(raw) is CellError:
        return broken(raw)
    text = half_width(text_of(raw))
    if says_nothing(text) or text in _NOT_NAMES:
        return Parsed([])
    if not any(c.isalpha() for c in text):
        return warning([], f"这里应填姓名，写的却是“{text}”，未采用。")
    others = _AND_OTHERS.search(text)
    if others and others.start() >= 2:
        text = text[: others.start()]
    pieces = _pieces(text)
    for piece in pieces:
        words = piece.split()
        if len(words) == 4 and all(len(w) == 1 for w in words):
            return _one_or_two(text, words)
    people = sorted(_people(pieces), key=lambda p: p.role != "lead")
    odd = next((p for p in people if not (_CHINESE.fullmatch(p.name) or _LATIN.fullmatch(p.name))), None)
    if odd:
        return warning(people, f"“{odd.name}”不像人名，按原样保留，请核对。")
    if others:
        return warning(people, f"“{others[0]}”没有写出姓名，只登记了写出的人。")
    return Parsed(people)


def _one_or_two(text: str, words: list[str]) -> Parsed:
    pair, whole = f"{words[0]}{words[1]}、{words[2]}{words[3]}", "".join(words)
    return question(f"“{text}”分不清是一个人还是两个人。", [Candidate(pair, pair, 0.7), Candidate(whole, whole, 0.3)])


def _pieces(text: str) -> list[str]:
    """Split a cell at separators outside brackets; spaces separate only what could each be a name."""
    text = re.sub(r"\)(?=[\u4e00-\u9fff])", ")、", text)
    text = _BRACKETED.sub(lambda m: f"({_SEPARATOR.sub(chr(0), m[1])})", text)
    pieces: list[str] = []
    for piece in _SEPARATOR.split(text):
        piece = piece.replace("\x00", "、").strip()
        words = piece.split()
        if len(words) > 1 and not piece.isascii() and _separate(words):
            pieces.extend(words)
        elif pieces and len(piece) == 1 and len(pieces[-1]) == 1:  # 王\n某
            pieces[-1] += piece
        elif piece:
            pieces.append(piece)
    return pieces


def _separate(words: list[str]) -> bool:
    """Return whether spaces stand between people: every word a name or a title, none a lone character."""
    return words[0] not in _COMPOUND and all(len(_BRACKETED.sub("", w)) >= 2 for w in words)


def _people(pieces: list[str]) -> list[Person]:
    """Give each name the titles that stand before it, or after it where none stand before."""
    people: list[Person] = []
    waiting: list[str] = []
    for piece in pieces:
        bare, title, role = _brackets(piece)
        if TITLE.fullmatch(bare):
            if people and not waiting and (not people[-1].title or people[-1].title in pieces):
                known = people[-1].title
                people[-1] = people[-1]._replace(title=f"{known}、{bare}" if known else bare)
            else:
                waiting.append(bare)
            continue
        name, found = _split_title(bare)
        if not name:
            continue
        title = "、".join([*waiting, *(t for t in (title or found,) if t)])
        people.append(Person(clean_name(name), title, role))
        waiting = []
    return people


def _brackets(piece: str) -> tuple[str, str, str]:
    """Return the piece without brackets and leading words, the title in them, the role in them."""
    title = role = ""
    for inside in _BRACKETED.findall(piece):
        inside = inside.strip()
        if any(w in inside for w in _LEAD):
            role = "lead"
        elif inside not in ("女", "男", "兼") and not any(w in inside for w in _OTHER):
            title = inside
    bare = _BRACKETED.sub("", piece).strip(" :：-—.。()")
    if bare.endswith("牵头") and len(bare) > 3:
        role, bare = "lead", bare[:-2]
    elif bare.startswith(_LEAD) and bare[2:3] in (":", " "):
        role, bare = "lead", bare[3:].strip()
    elif bare.endswith(_OTHER) and len(bare) > 3:
        bare = bare[:-2]
    return _SUFFIX.sub("", bare), title, role


def _split_title(bare: str) -> tuple[str, str]:
    bare = clean_name(bare)
    if SURNAME_THEN_TITLE.fullmatch(bare):
        return bare, ""
    if m := TITLE_THEN_NAME.fullmatch(bare):
        return m["name"], m["title"]
    if len(bare) > 3 and (m := NAME_THEN_TITLE.fullmatch(bare)):
        return m["name"], m["title"]
    return bare, ""


def parse_leaders(raw) -> Parsed:
    """Read leaders, with or without their posts. Value: list of :class:`Person`; one without a name is a question."""
    parsed = parse_people(raw)
    text = half_width(text_of(raw))
    unnamed = next((p.name for p in parsed.value or () if SURNAME_THEN_TITLE.fullmatch(p.name)), "")
    if not unnamed and not parsed.value and parsed.note is None and TITLE.fullmatch(text):
        unnamed = text
    if unnamed:
        return question(f"“{unnamed}”只有职务，没有写出姓名。请写出是哪位领导。")
    return parsed


def parse_post(raw) -> Parsed:
    """Read a leader's post. Value: str, inner line breaks made 、."""
    if type(raw) is str and raw.isalpha():
        return Parsed(raw)
    if type(raw) is CellError:
        return broken(raw)
    text = text_of(raw)
    if says_nothing(text):
        return Parsed("")
    text = re.sub(r"\s*\n\s*", "、", text)
    text = "".join(text.split()) if not text.isascii() else text
    return Parsed(text)
