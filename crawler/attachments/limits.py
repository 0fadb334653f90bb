"""What can be wrong with a file."""


class Unreadable(Exception):
    """The file is broken, or not what it says it is."""


class TooLarge(Exception):
    """The file holds more than is read."""


class NoText(Exception):
    """The file is sound but has no words in it, such as a scan."""
