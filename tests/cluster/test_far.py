"""Orders from another computer: what is made of them is the same, and of anything else nothing is made."""

import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from render.rig import Bench, Shown, planned
from render.test_windows import said

from vidkit.plan.reel_plan import ReelPlan
from vidkit.render.cache import Cache
from vidkit.render.compiler.address import Addresses
from vidkit.render.elsewhere import Errand
from vidkit.render.far import Lack, Order, UnfitError, carry_out, order_for
from vidkit.render.ffmpeg import Stop
from vidkit.render.kitchen import Kitchen
from vidkit.render.program import find_program
from vidkit.render.shared import here, portable
from vidkit.render.upkeep import entries
from vidkit.render.windows import windows_of


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "cache"))


def errand(plan: ReelPlan, bench: Bench) -> Errand:
    """All of the plan's windows, with the cards in the cache."""
    cards = []
    for digest, file in bench.cards(plan).items():
        Cache("cards", ".mkv").keep(Path(file), digest)
        cards.append((digest, Path(file).name))
    version = find_program().version
    addresses, windows = Addresses(plan, version), windows_of(plan)
    return Errand(
        plan=plan,
        windows=windows,
        addresses=tuple(addresses.window(window) for window in windows),
        missing=tuple(range(len(windows))),
        cards=tuple(cards),
        program=version,
    )


def sent(order: Order) -> Order:
    """As it arrives."""
    return msgspec.msgpack.decode(msgspec.msgpack.encode(order), type=Order)


def film(bench: Bench) -> ReelPlan:
    """Two clips, an intro and an end card that melt into them, and captions."""
    clips = bench.clip(seconds=5, width=180, height=320), bench.clip(seconds=3, width=320, height=180)
    captions = (said((200, 2600, "Lås dörren"), (3000, 4500, "också hemma")), said())
    return planned(*clips, captions=captions, intro=30, end=30)


pytestmark = pytest.mark.program


def test_what_is_made_for_another_computer_is_the_whole(bench: Bench, kitchen: Kitchen) -> None:
    plan = film(bench)
    asked = errand(plan, bench)
    half = len(asked.windows) // 2
    kept: dict[int, str] = {}
    for share in (range(half, len(asked.windows)), range(half)):
        carry_out(sent(order_for(asked, share)), Stop(), kept.__setitem__)
    digests = []
    for number, name in sorted(kept.items()):
        assert Cache("windows", ".mp4").take_named(name, kitchen.folder / name)
        assert name.startswith(asked.addresses[number])
        digests += Shown(kitchen.folder / name).digests
    assert digests == bench.shown(plan).digests


def test_what_is_there_already_is_not_made_again(bench: Bench) -> None:
    asked = errand(film(bench), bench)
    order = order_for(asked, range(len(asked.windows)))
    carry_out(order, Stop(), lambda _number, _name: None)
    gone = next(entry.file for entry in entries(("windows",)) if entry.file.name.startswith(asked.addresses[2]))
    gone.unlink()
    kept: list[int] = []
    carry_out(order, Stop(), lambda number, _name: kept.append(number))
    assert kept == [2]


@pytest.fixture
def order(bench: Bench) -> Iterator[Order]:
    asked = errand(film(bench), bench)
    yield order_for(asked, range(len(asked.windows)))
    assert not list(entries(("windows",))), "something was made that was not ordered"


def refused(order: Order) -> tuple[Lack, str]:
    with pytest.raises(UnfitError) as fault:
        carry_out(order, Stop(), lambda _number, _name: None)
    return fault.value.lack, fault.value.subject


def test_another_version_makes_nothing(order: Order) -> None:
    assert refused(msgspec.structs.replace(order, vidkit="0.0.1"))[0] is Lack.VIDKIT
    assert refused(msgspec.structs.replace(order, program="7.1")) == (Lack.PROGRAM, find_program().version)


def test_a_vidkit_that_would_make_something_else_makes_nothing(order: Order) -> None:
    addresses = (order.addresses[0], "0" * 64, *order.addresses[2:])
    assert refused(msgspec.structs.replace(order, addresses=addresses))[0] is Lack.VIDKIT


def test_another_clip_of_that_name_makes_nothing(order: Order, tmp_path: Path, bench: Bench) -> None:
    other = shutil.copy(bench.clip(seconds=4, width=180, height=320), tmp_path / "other.mp4")
    for path in (other, tmp_path / "missing.mp4"):
        first = msgspec.structs.replace(order.plan.sources[0], path=str(path))
        plan = msgspec.structs.replace(order.plan, sources=(first, *order.plan.sources[1:]))
        assert refused(msgspec.structs.replace(order, plan=plan)) == (Lack.CLIP, str(path))


def test_without_the_cards_nothing_is_made(order: Order) -> None:
    for entry in entries(("cards",)):
        entry.file.unlink()
    assert refused(order)[0] is Lack.CACHE


def test_the_shared_folder_may_be_called_otherwise(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here_it_is, there_it_is = tmp_path / "film", tmp_path / "srv" / "film"
    (here_it_is / "veckan").mkdir(parents=True)
    clip = shutil.copy(bench.clip(seconds=3), here_it_is / "veckan" / "klipp åäö.mp4")
    asked = errand(planned(Path(clip), intro=0), bench)
    monkeypatch.setenv("VIDKIT_SHARED", str(here_it_is))
    order = order_for(asked, range(len(asked.windows)))
    there_it_is.parent.mkdir()
    here_it_is.rename(there_it_is)
    monkeypatch.setenv("VIDKIT_SHARED", str(there_it_is))
    kept: list[int] = []
    carry_out(sent(order), Stop(), lambda number, _name: kept.append(number))
    assert sorted(kept) == list(asked.missing)


parts = st.text(st.characters(exclude_characters="/\\:\0", exclude_categories=["Cs", "Cc"]), min_size=1).filter(
    lambda part: part.strip(". ") == part
)


@given(inside=st.lists(parts, min_size=1, max_size=4), one=parts, two=parts)
def test_any_name_on_the_shared_folder_is_found_on_the_other_computer(inside: list[str], one: str, two: str) -> None:
    first, second = Path.cwd() / "1" / one, Path.cwd() / "2" / two
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIDKIT_SHARED", str(first))
        name = portable(str(first.joinpath(*inside)))
        outside = portable(str(second.joinpath(*inside)))
        patch.setenv("VIDKIT_SHARED", str(second))
        assert here(name) == second.joinpath(*inside)
        assert here(outside) == second.joinpath(*inside)
        patch.delenv("VIDKIT_SHARED")
        assert not here(name).is_absolute()
    assert PurePosixPath(name.partition(":")[2]).parts == tuple(inside)
