"""What stands out in the captions while it is said. By itself: the command line asks for it before anything is read."""

from enum import Enum


class Highlight(Enum):
    """What of a caption stands out while it is shown."""

    PLAIN = "plain"
    """Nothing."""
    WORD = "word"
    """The word that is being said, on a plate of its own."""
