"""Names of people: padded, several to a cell, with titles and roles."""

import re

from liaison.core.text import half_width

from .cells import broken, info, question, says_nothing, text_of, warning
from .types import Candidate, CellError, Parsed, Person

_SIMPLE = re.compile(r"[\u4e00-\u9fff]{2,4}")
_CHINESE = re.compile(r"[\u4e00-\u9fff·•]{2,15}")
_LATIN = re.compile(r"[A-Za-z][A-Za-z .'\-]{1,38}")
_TITLE_WORD = (
    "省长|市长|州长|县长|区长|镇长|乡长|书记|主任|主席|常委|局长|部长|厅长|处长|科长|院长|校长|行长|会长|秘书长|专员|调研员|巡视员|委员|经理|总监|董事长|董事|"
    "厂长|场长|主管|助理|干事|科员|组长|队长|所长|站长|政委|司令员|领导|检察长|总工程师|总经济师|会计|财务|负责人|股长|主办|职员|工程师|参事|顾问|代表|委员长|总裁|村长|社长|理事长|办公室"
)
_TITLE = re.compile(rf".*(?:{_TITLE_WORD})")
_NAME_TITLE = re.compile(
    rf"([\u4e00-\u9fff]{{2,3}}?)((?:省|市|州|县|区|镇|乡|街道|副|正|常务|党|人大|政协|政府|工信|代|办公室|第一|总|董事|执行|经理|财务|一级|二级|三级|四级|原)[\u4e00-\u9fff、]*?(?:{_TITLE_WORD})|(?:{_TITLE_WORD}))"
)
_TITLE_NAME = re.compile(rf"(.*(?:{_TITLE_WORD}))[、,:：\s]*([\u4e00-\u9fff]{{2,4}})")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_SEPARATOR = re.compile(r"[、,;，；/|\n\r\t&]+")
_AND_OTHERS = re.compile(r"等(?:\d+|[一二三四五六七八九十]+)?(?:人|位|同志|领导)?$|一行(?:\d+人)?$")
_SUFFIX = re.compile(r"(?:同志|先生|女士|小姐)$")
_COMPOUND = frozenset(
    "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 司空 夏侯 端木 百里 南宫 独孤 轩辕 第五 呼延 万俟 闻人 澹台 公冶 濮阳 淳于 单于 太史 申屠 仲孙 东郭 西门".split()
)
_LEAD, _OTHER = ("牵头", "组长", "带队", "主要"), ("配合", "协助", "陪同", "副组长")


def clean_name(text: str) -> str:
    """Return a name without padding: 王　某 → 王某. Latin names keep their spaces."""
    if text.isascii():
        return " ".join(text.split())
    return "".join(text.split())


def parse_person(raw) -> Parsed:
    """Read a cell that should hold one name. Value: the name, "" for blank; several names are a question."""
    if type(raw) is str and _SIMPLE.fullmatch(raw):
        return Parsed(raw)
    people, note = parse_people(raw)
    if people is None:
        return Parsed(None, note)
    if len(people) > 1:
        names = [p.name for p in people]
        return question(f"一格里有{len(names)}个人名（{'、'.join(names)}）。请选择一个。", names)
    if not people:
        return Parsed("", note)
    return Parsed(people[0].name, note)


def parse_people(raw) -> Parsed:
    """Read names, several to a cell, with titles and roles. Value: list of :class:`Person`, the leading one first."""
    if type(raw) is str and _SIMPLE.fullmatch(raw) and raw not in _NOT_NAMES and not _TITLE.fullmatch(raw):
        return Parsed([Person(raw)])
    if type(raw) is CellError:
        return broken(raw)
    text = half_width(text_of(raw))
    if says_nothing(text) or text in _NOT_NAMES:
        return Parsed([])
    if text.replace(".", "").isdigit():
        return warning([], f"这里应填姓名，写的却是数字“{text}”，未采用。")
    others = _AND_OTHERS.search(text)
    if others:
        text = text[: others.start()]
    padded = _padded_pairs(text)
    if padded:
        return padded
    people = [person for part in _parts(text) if (person := _person(part))]
    people.sort(key=lambda p: p.role != "lead")
    odd = next((p for p in people if not _CHINESE.fullmatch(p.name) and not _LATIN.fullmatch(p.name)), None)
    if odd:
        return warning(people, f"“{odd.name}”不像人名，按原样保留，请核对。")
    if others:
        return warning(people, f"“{others[0]}”没有写出姓名，只登记了写出的人。")
    return Parsed(people)


_NOT_NAMES = frozenset(("待定", "空缺", "暂缺", "未定", "暂无", "没有", "空岗"))


def parse_people_with_posts(raw) -> Parsed:
    """Read 姓名及职务. Value: list of :class:`Person` with titles."""
    return parse_people(raw)


def _parts(text: str) -> list[str]:
    """Split a cell into one text for each person; spaces separate people only if every word could be a name."""
    parts = []
    text = _protect(text)
    for piece in _SEPARATOR.split(text):
        piece = piece.replace("\x00", "、")
        words = piece.split()
        if len(words) > 1 and not piece.isascii() and _separate(words):
            parts.extend(words)
        elif words:
            parts.append(piece.strip())
    return _rejoin(parts)


def _protect(text: str) -> str:
    """Keep separators inside brackets from splitting."""
    return _BRACKETED.sub(lambda m: f"({_SEPARATOR.sub(chr(0), m[1])})", text)


def _separate(words: list[str]) -> bool:
    if any(_TITLE.fullmatch(w) for w in words) or words[0] in _COMPOUND:
        return False
    return all(len(_BRACKETED.sub("", w)) >= 2 for w in words)


def _rejoin(parts: list[str]) -> list[str]:
    """Put back together what a separator cut: 王\\n某, and a title standing apart (省委常委、副省长 王某)."""
    joined: list[str] = []
    for part in parts:
        if joined and len(part) == 1 and len(joined[-1]) == 1:
            joined[-1] += part
        elif joined and _TITLE.fullmatch(joined[-1]) and not _NAME_TITLE.fullmatch(joined[-1]):
            joined[-1] += "、" + part
        elif joined and _TITLE.fullmatch(part) and not _NAME_TITLE.fullmatch(part) and _TITLE.match(joined[-1]):
            joined[-1] += "、" + part
        else:
            joined.append(part)
    return joined


def _padded_pairs(text: str) -> Parsed | None:
    """Ask about 张 三 李 四, where every character stands alone."""
    words = text.split()
    if len(words) == 4 and all(len(w) == 1 for w in words):
        pair = f"{words[0]}{words[1]}、{words[2]}{words[3]}"
        return question(
            f"“{text}”分不清是一个人还是两个人。",
            [Candidate(pair, pair, 0.7), Candidate("".join(words), "".join(words), 0.3)],
        )
    return None


def _person(part: str) -> Person | None:
    role, title = "", ""
    for inside in _BRACKETED.findall(part):
        if any(w in inside for w in _LEAD):
            role = "lead"
        elif not any(w in inside for w in _OTHER) and inside.strip() not in ("女", "男", "兼"):
            title = inside.strip()
    part = _BRACKETED.sub("", part).strip(" :：-—.。")
    if part.startswith(_LEAD) and len(part) > 4 and part[2] in ":： ":
        role, part = "lead", part[3:].strip()
    elif part.endswith("牵头"):
        role, part = "lead", part[:-2]
    elif part.endswith(("配合", "协助")):
        part = part[:-2]
    name, found = _split_title(_SUFFIX.sub("", part))
    return Person(clean_name(name), title or found, role) if name else None


def _split_title(part: str) -> tuple[str, str]:
    words = part.split()
    if len(words) >= 2 and not part.isascii():
        if _TITLE.fullmatch(words[-1]) and not _TITLE.fullmatch(words[0]):
            return " ".join(words[:-1]), words[-1]
        if _TITLE.fullmatch(words[-2]) and len(words) == 2:
            return words[1], words[0]
        if _TITLE.fullmatch("".join(words[:-1])) and len(words[-1]) >= 2:
            return words[-1], "".join(words[:-1])
    part = clean_name(part)
    if m := _TITLE_NAME.fullmatch(part):
        return m[2], m[1]
    if len(part) > 3 and (m := _NAME_TITLE.fullmatch(part)):
        return m[1], m[2]
    return part, ""


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
    if len(text) > 80:
        return info(text[:80], "职务超过80字，只登记前80字。")
    return Parsed(text)
