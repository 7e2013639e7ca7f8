"""Reading the product's pages in tests: what a person would see and what their browser would send back."""

import re

from lxml import html

_SPOKEN = ("title", "placeholder", "aria-label", "alt", "data-label")
_UNSEEN = "//script | //style | //template | //*[contains(@class, 'material-symbols')]"
# What stays in Latin letters in Chinese office text: file kinds, codes, numbers of cases, addresses.
_LATIN = re.compile(
    r"\b(xlsx?|xlsm|xlsb|ods|docx?|pdf|csv|zip|jpe?g|png|excel|wps|word|kb|mb|gb|pc|app|vip|id|qq|ok|a4)\b"
    r"|[0-9A-Z]{15,18}|\b[A-Z]{1,4}(-[0-9A-Z]+)+\b|[\w.+-]+@[\w.-]+|https?://\S+|\b[A-Z]\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ '’-]+[A-Za-z]+)*")


def parse(response) -> html.HtmlElement:
    return html.fromstring(response.content.decode())


def form_values(response, form_id: str) -> dict[str, str | list[str]]:
    """Return what a browser would submit from ``#form_id``, untouched: hidden fields and rows included."""
    form = parse(response).get_element_by_id(form_id)
    values: dict[str, str | list[str]] = {}
    for name, value in form.form_values():
        if name in values:
            before = values[name]
            values[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            values[name] = value
    return values


def text_of(response) -> str:
    """Return the page's text in one line, without scripts and icons (whose names are drawn as pictures)."""
    page = parse(response)
    for hidden in page.xpath(_UNSEEN):
        hidden.drop_tree()
    return " ".join(page.text_content().split())


def english_in(response, data: set[str] = frozenset()) -> list[str]:
    """Return the English that a person would see or hear on the page; words of ``data`` (user names) are none."""
    page = parse(response)
    for hidden in page.xpath(_UNSEEN):
        hidden.drop_tree()
    said = [text for text in page.itertext() if isinstance(text, str)]
    said += [node.get(name) for name in _SPOKEN for node in page.xpath(f"//*[@{name}]")]
    said += [node.get("value") for node in page.xpath("//input[@type='submit' or @type='button']")]
    found = []
    for text in said:
        for word in sorted(data, key=len, reverse=True):
            text = text.replace(word, "")
        found += _ENGLISH.findall(_LATIN.sub("", text))
    return sorted(set(found))
