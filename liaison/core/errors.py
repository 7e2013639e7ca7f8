"""Refusals: what a service says when a wish cannot be granted."""


class Refused(ValueError):
    """A business rule forbids this. ``message`` is a Chinese sentence for the person who asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
