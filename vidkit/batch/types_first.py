"""Has msgspec look into every type of ours once, before several threads read files.

It does so when a type is first converted to, and two threads must not make it do so at the same moment: with msgspec
0.22, 8 of 12 runs in which four threads read brands, switching every microsecond, ended with a segmentation fault, and
with this none of 12. What it found out it keeps with the class.
"""

import contextlib
from collections.abc import Iterator
from functools import cache

import msgspec

OURS = __name__.partition(".")[0]


@cache
def types_first() -> None:
    """Once in a process; 40 ms for some three hundred types."""
    # Loaded where it is used, which is in a thread.
    import vidkit.brand.cover  # noqa: F401

    for kind in _below(msgspec.Struct):
        if kind.__module__.startswith(f"{OURS}."):
            # One that is never read from a file may hold what no file can, by a name that only checkers know.
            with contextlib.suppress(TypeError, NameError):
                msgspec.json.Decoder(kind)


def _below(kind: type) -> Iterator[type]:
    each: type
    for each in type.__subclasses__(kind):
        yield each
        yield from _below(each)
