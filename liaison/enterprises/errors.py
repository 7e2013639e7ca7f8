"""What the services of this room refuse with."""

from liaison.core.errors import Refused


class EnterpriseRefused(Refused):
    """A rule about enterprises forbids this."""
