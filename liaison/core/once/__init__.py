"""A form sent twice counts once: a double tap, a page gone back to, a draft sent again.

Every form of ours is drawn with ``{% csrf_token %}``; that tag gives each of them a token of its own besides
(``core.templatetags.sent_form``). The middleware keeps the token of whatever was saved, in the transaction that saved
it, with what the person was answered. A token that comes again gets that answer, and nothing is saved a second time;
of two that come at once the unique key decides. So a view needs nothing to be safe, and none can forget it.

That transaction keeps every other writer waiting on SQLite. A view that works for longer than a moment is therefore
decorated with :func:`takes_long` and opens transactions of its own; its token is kept as "under way" before it starts,
and the answer once it is through. Whoever sends again meanwhile is led to a page that waits for that answer.
"""

from collections.abc import Callable

FIELD = "_once"
SAVED_COOKIE = "liaison_saved"
"""Tells the page's script which form was saved, so that it drops the draft of it (``liaison/drafts.js``)."""


def takes_long(view: Callable) -> Callable:
    """Mark a view that must not run inside one transaction; a wrapper that keeps its ``__dict__`` keeps the mark."""
    view.takes_long = True
    return view
