"""What a change of the office calendar means to the rooms above: each says so in a sentence, and where to see to it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html

from .rooms import handed_in


@dataclass(frozen=True)
class Said:
    """A sentence; ``url_name`` is a page of the admin that helps, or empty."""

    text: str
    url_name: str = ""
    link: str = ""


@dataclass(frozen=True)
class CalendarWords:
    """What ``say(user)`` returns concerns that person, or everybody where the user is None."""

    say: Callable[[object | None], Said | None]


def said_to(user=None) -> list[Said]:
    """Return what there is to say after days of the calendar have come, changed or gone."""
    return [said for words in handed_in(CalendarWords) if (said := words.say(user))]


def say_what_follows(request) -> None:
    """Tell what the rooms above have to say now that the calendar is another."""
    for said in said_to(request.user):
        if said.url_name:
            link = format_html(' <a class="li-link" href="{}">{}</a>', reverse(said.url_name), said.link)
            messages.warning(request, format_html("{}{}", said.text, link))
        else:
            messages.warning(request, said.text)
