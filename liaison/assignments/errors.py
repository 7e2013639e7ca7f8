from liaison.core.errors import Refused


class AssignmentRefused(Refused):
    """A rule about 联系关系 forbids this."""
