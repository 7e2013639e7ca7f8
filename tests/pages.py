"""Reading the product's pages in tests: what a person would see and what their browser would send back."""

from lxml import html


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
    for hidden in page.xpath("//script | //style | //template | //*[contains(@class, 'material-symbols')]"):
        hidden.drop_tree()
    return " ".join(page.text_content().split())
