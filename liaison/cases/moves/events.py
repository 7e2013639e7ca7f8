"""Events that are no move of the case itself: its birth, and what other cases and the office's calendar do to it."""

# Events that are no move of this case: its birth, and what other cases do to it.
FILED, IMPORTED, ABSORBED, SPLIT_OFF = "filed", "imported", "absorbed", "split_off"
BROUGHT_BACK, FOLLOWED, MAIN_ANSWERED = "brought_back", "followed", "main_answered"
# What the office does to deadlines when holidays or rules have changed.
RECOUNTED = "recounted"
EVENT_LABELS = {
    FILED: "登记",
    IMPORTED: "台账导入",
    ABSORBED: "并入其他诉求",
    SPLIT_OFF: "拆出并入的诉求",
    BROUGHT_BACK: "主件终止，恢复受理",
    FOLLOWED: "随主件并入另一件",
    MAIN_ANSWERED: "主件已答复，一并反馈",
    RECOUNTED: "期限重算",
}
