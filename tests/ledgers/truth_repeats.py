"""Rows that speak again of what a row above spoke of: one leader for several enterprises, one case twice.

A row is a list of (group, [(field, truth, cell)]); what is copied is copied with its cells.
"""

from itertools import pairwise

# kind → (how often a row does it, groups copied from the row above)
_REPEATS = {
    "enterprises": [(0.2, ("region", "leader", "officer")), (0.08, ("region", "enterprise", "contact", "officer"))],
    "leaders": [(0.15, ("leader", "region")), (0.1, ("leader", "region", "lead_org", "support_org", "officer"))],
    "visits": [(0.15, ("leader", "with")), (0.05, ("when", "leader", "enterprise")), (0.1, ("enterprise",))],
    "cases": [(0.15, ("enterprise",)), (0.05, ("enterprise", "in", "what"))],
}
# groups copied → (group, field) in which the rows nevertheless differ now and then, and what may stand there
_DIFFERS = {
    ("region", "leader", "officer"): ("leader", "leader_post", ["副州长", "政协主席"]),
    ("leader", "region"): ("leader", "leader_post", ["副州长", "政协主席"]),
    ("region", "enterprise", "contact", "officer"): ("enterprise", "address", ["人民大街7号", "工农路3号"]),
}
_OTHER_LEVEL = [("省级", "province"), ("市级", "prefecture"), ("县级", "county")]


def repeat(maker, drawn: list) -> None:
    """Let some of the rows ``drawn`` repeat groups of the row above them."""
    for above, row in pairwise(drawn):
        if maker.runs and _truths(above, "region") != _truths(row, "region"):
            continue  # places stand in merged cells, which hold for several rows at once
        for share, groups in _REPEATS[maker.kind]:
            if maker.chance(share):
                _copy(above, row, [group for group in groups if not (maker.runs and group == "region")])
                if "contact" in groups:
                    _take_other_level(maker, above, row)
                if maker.chance(0.2) and (field := _DIFFERS.get(groups)):
                    _differ(row, *field, maker)
                break


def _copy(above: list, row: list, groups: list[str]) -> None:
    known = dict(above)
    for n, (group, _) in enumerate(row):
        if group in groups:
            row[n] = (group, known[group])


def _differ(row: list, group: str, field: str, words: list[str], maker) -> None:
    word = maker.pick(words)
    for n, (name, cells) in enumerate(row):
        if name == group:
            row[n] = (name, [(f, word, word) if f == field else (f, t, c) for f, t, c in cells])


def _truths(row: list, group: str) -> list:
    return [truth for _, truth, _ in dict(row).get(group, ())]


def _take_other_level(maker, above: list, row: list) -> None:
    """One enterprise, a leader at each of two levels: two rows that differ in the leader."""
    held = next(truth for field, truth, _ in dict(above)["leader"] if field == "leader_level")
    word, level = maker.pick([option for option in _OTHER_LEVEL if option[1] != held])
    for n, (group, cells) in enumerate(row):
        if group == "leader":
            row[n] = (group, [(f, level, word) if f == "leader_level" else (f, t, c) for f, t, c in cells])
