"""What threads have freed is shared by them, and goes back to the system, where that is for us to say."""

from collections.abc import Mapping

import held
import pytest

pytestmark = [
    pytest.mark.program,
    pytest.mark.skipif(not held.tells(), reason="only glibc 2.33 and later tells of its arenas"),
]

THREADS = """
import threading
from held import arenas
from vidkit.batch.arenas import one_arena

one_arena()
together = threading.Barrier(8)

def work():
    held = [bytes(10_000) for _ in range(100)]
    together.wait()

threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(arenas())
"""

FREED = """
import psutil
from vidkit.batch.arenas import give_back

held = [bytes(60_000) for _ in range(2000)]
last = bytes(60_000)  # behind all of them, and stays
held.clear()
before = psutil.Process().memory_info().rss
give_back()
print(before - psutil.Process().memory_info().rss)
"""


def number(script: str, environment: Mapping[str, str]) -> int:
    return int(held.python("-c", script, environment=environment))


def test_threads_share_one_arena() -> None:
    assert number(THREADS, {}) == 1


@pytest.mark.parametrize("said", [{"MALLOC_ARENA_MAX": "3"}, {"GLIBC_TUNABLES": "glibc.malloc.arena_max=3"}])
def test_who_says_how_many_arenas_there_are_gets_them(said: dict[str, str]) -> None:
    assert number(THREADS, said) == 3


def test_what_is_free_is_given_back() -> None:
    assert number(FREED, {}) > 50_000_000
