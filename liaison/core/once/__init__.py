"""A form sent twice counts once: a double tap, a page gone back to, a draft sent again.

Every form of ours is drawn with ``{% csrf_token %}``; that tag gives each of them a token of its own besides
(``core.templatetags.sent_form``). The middleware keeps the token of whatever was saved, in the transaction that saved
it, with what the person was answered. A token that comes again gets that answer, and nothing is saved a second time;
of two that come at once the unique key decides. So a view needs nothing to be safe, and none can forget it.
"""

FIELD = "_once"
SAVED_COOKIE = "liaison_saved"
"""Tells the page's script which form was saved, so that it drops the draft of it (``liaison/drafts.js``)."""
