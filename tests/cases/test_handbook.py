from liaison.cases import handbook


def test_the_page_says_what_the_code_does():
    """Out of date? Run ``manage.py document_moves``."""
    current = handbook.PAGE.read_text(encoding="utf-8")
    assert handbook.page(current) == current
