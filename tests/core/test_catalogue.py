"""The project's message catalogue: complete, compiled, sound."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation import gettext, ngettext, override, pgettext

from tests.catalogue import messages_of

FOLDER = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES"
LATIN = re.compile(r"[A-Za-z]{2,}")
# Parts of the theme that are not installed here, and strings that are no words.
NOT_HERE = {"%(class_name)s %(instance)s", "IPv4", "IPv6"}


@pytest.fixture(scope="module")
def source() -> polib.POFile:
    return polib.pofile(str(FOLDER / "django.po"))


def test_what_is_compiled_is_what_is_written(source):
    compiled = polib.mofile(str(FOLDER / "django.mo"))
    read = {(each.msgctxt, each.msgid): each.msgstr_plural or each.msgstr for each in compiled}
    assert {(each.msgctxt, each.msgid): each.msgstr_plural or each.msgstr for each in source} == read


def test_every_entry_is_translated_once_and_keeps_its_placeholders(source):
    keys = [(each.msgctxt, each.msgid) for each in source]
    assert len(keys) == len(set(keys))
    for each in source:
        text = each.msgstr or each.msgstr_plural[0]
        assert text and not each.fuzzy, each.msgid
        placeholders = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\d*\}")
        assert sorted(placeholders.findall(text)) == sorted(placeholders.findall(each.msgid_plural or each.msgid))


@pytest.mark.parametrize(
    "package", ["unfold", "simple_history", "import_export", "django_filters", "django_celery_beat"]
)
def test_every_string_of_the_packages_people_see_is_translated(package):
    with override("zh-hans"):
        english = [
            message
            for context, message, plural in sorted(messages_of(package), key=str)
            if LATIN.search(message)
            and message not in NOT_HERE
            and _translated(context, message, plural) in (message, plural)
        ]
    assert english == []


def _translated(context, message, plural) -> str:
    if plural:
        return ngettext(message, plural, 2)
    return pgettext(context, message) if context else gettext(message)


def test_names_stand_without_blanks_in_titles_and_messages():
    with override("zh-hans"):
        assert gettext("View %s") % "企业" == "查看企业"
        assert gettext("Select %s to view") % "诉求" == "选择要查看的诉求"
        assert (
            gettext("The {name} “{obj}” was changed successfully.").format(name="企业", obj="甲") == "已保存企业“甲”。"
        )
