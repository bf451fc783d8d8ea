"""How the work is shared out: every window once, neighbours together, no more programs than the machine carries."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from plan import given as given_clips

from vidkit.brand.geometry import Size
from vidkit.render.labour import Labour, batches, bytes_each, labour
from vidkit.render.windows import Window

GIGABYTE = 10**9


@given(
    st.lists(st.integers(1, 90), min_size=1, max_size=60),
    st.data(),
    st.integers(1, 16),
)
def test_every_missing_window_is_made_once(lengths: list[int], data: st.DataObject, programs: int) -> None:
    at, windows = 0, []
    for length in lengths:
        windows.append(Window(at, at + length))
        at += length
    missing = data.draw(st.sets(st.integers(0, len(windows) - 1)))
    shares = batches(windows, missing, Labour(programs, 1), 30)
    assert [number for share in shares for number in share] == sorted(missing)
    assert all(len(share) for share in shares)


def windows(seconds: int) -> list[Window]:
    return [Window(at * 60, at * 60 + 60) for at in range(seconds // 2)]


def test_neighbours_are_made_by_one_program() -> None:
    shares = batches(windows(60), [3, 4, 5, 20], Labour(2, 1), 30)
    assert [list(share) for share in shares] == [[3, 4, 5], [20]] or len(shares) == 3
    assert [list(share) for share in batches(windows(60), [7, 8], Labour(1, 0), 30)] == [[7, 8]]


def test_a_whole_reel_keeps_every_program_busy() -> None:
    for programs in (1, 2, 4, 8):
        shares = batches(windows(60), range(30), Labour(programs, 1), 30)
        assert len(shares) >= programs
        sizes = [len(share) for share in shares]
        assert max(sizes) - min(sizes) <= 1


def test_a_long_reel_is_not_cut_into_crumbs() -> None:
    assert all(len(share) >= 4 for share in batches(windows(180), range(90), Labour(2, 1), 30))


def test_memory_bounds_how_many_work_at_once() -> None:
    small = given_clips.planned(given_clips.a_clip())
    huge = given_clips.planned(given_clips.a_clip(width=2160, height=3840, bit_depth=10))
    assert bytes_each(huge) > bytes_each(small)
    assert labour(small, 16, 64 * GIGABYTE).programs == 8
    assert labour(huge, 16, 8 * GIGABYTE).programs < 8
    assert labour(huge, 16, 8 * GIGABYTE).programs * bytes_each(huge) <= 8 * GIGABYTE
    assert labour(huge, 8, GIGABYTE // 10) == Labour(1, 0)  # it is tried all the same


def test_few_cores_are_one_programs_own() -> None:
    plan = given_clips.planned(given_clips.a_clip())
    for cores in (1, 2, 3):
        assert labour(plan, cores, 64 * GIGABYTE) == Labour(1, 0)


def test_many_cores_are_shared_out() -> None:
    plan = given_clips.planned(given_clips.a_clip())
    for cores in (4, 6, 8, 16, 32):
        crew = labour(plan, cores, 64 * GIGABYTE)
        assert 2 <= crew.programs < cores
        assert cores <= crew.programs * crew.threads <= 2 * cores


def test_a_smaller_canvas_takes_less() -> None:
    plan = given_clips.planned(given_clips.a_clip())
    tiny = msgspec.structs.replace(plan, size=Size(180, 320))
    assert bytes_each(tiny) < bytes_each(plan)
