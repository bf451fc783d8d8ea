"""What tests of the command line share."""

from running import place_of_its_own, session_cache, vidkit

__all__ = ["place_of_its_own", "session_cache", "vidkit"]
