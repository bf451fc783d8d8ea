"""vidkit: phone clips in, branded and captioned reels out, all on your own computer."""

__version__ = "0.1.0"
