"""An inbox looked at: what lies only in the cloud, what is on its way, names that come twice, faults that pass."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from deliver.finished import finish

from vidkit.batch import inbox as inboxes
from vidkit.batch.inbox import Inbox
from vidkit.batch.inbox_memory import NAME, Memory, Once
from vidkit.batch.produce import Made
from vidkit.batch.week import Done, Failed
from vidkit.errors import InputError, OutputError
from vidkit.plan.week import NOTHING_SAID

Clip = Callable[..., Path]

pytestmark = pytest.mark.program


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever lies there stands still already."""
    for name in ("STILL_S", "FOLDER_STILL_S", "UNREADABLE_S"):
        monkeypatch.setattr(inboxes, name, 0.0)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inkorg").mkdir()
    return tmp_path / "inkorg"


def watching(inbox: Path) -> Inbox:
    return Inbox(inbox, inbox.parent / "reels", NOTHING_SAID)


def arrived(watched: Inbox) -> dict[str, str]:
    """What there is to make: the reel's name, by what it is made of."""
    return {each.reel.source: each.reel.name for each in watched.look().arrived}


def test_what_lies_only_in_the_cloud_is_told_once_and_not_read(
    inbox: Path, clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("här.mp4", "molnet.mp4"):
        (inbox / name).write_bytes(clip(seconds=1).read_bytes() + name.encode())
    real = os.stat

    class Elsewhere:
        st_size, st_mtime_ns, st_ino, st_file_attributes = 1, 1, 1, 0x400000

    def stat(path: Any, **wishes: Any) -> object:
        return Elsewhere() if str(path).endswith("molnet.mp4") and not wishes else real(path, **wishes)

    watched = watching(inbox)
    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", stat)
        found = watched.look()
        assert found.cloud == ("molnet.mp4",)
        assert [each.reel.source for each in found.arrived] == ["här.mp4"]
        assert watched.look().cloud == ()
    assert "molnet.mp4" in arrived(watched)


def test_a_folder_waits_for_what_is_on_its_way_but_not_for_ever(
    inbox: Path, clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "Öppet hus").mkdir()
    (inbox / "Öppet hus" / "a.mp4").write_bytes(clip(seconds=1).read_bytes())
    (inbox / "Öppet hus" / "b.mp4.part").write_bytes(b"half")
    watched = watching(inbox)
    assert arrived(watched) == {}
    monkeypatch.setattr(inboxes, "ABANDONED_S", 0.0)
    assert arrived(watched) == {"Öppet hus/": "oppet-hus"}


def test_copies_are_one_film_and_other_films_of_one_name_get_a_number(inbox: Path, clip: Clip) -> None:
    one, two = clip(seconds=1).read_bytes(), clip(seconds=1.2).read_bytes()
    for name, content in {"Lika.mp4": one, "lika.mov": two, "kopia.mp4": one}.items():
        (inbox / name).write_bytes(content)
    found = arrived(watching(inbox))
    assert sorted(found.values()) in (["kopia", "lika"], ["lika", "lika-2"])
    assert len(set(found) & {"Lika.mp4", "kopia.mp4"}) == 1
    assert "lika.mov" in found


def made_of(inbox: Path, watched: Inbox) -> list[str]:
    """What there is to make now; it is made."""
    found = watched.look().arrived
    out = inbox.parent / "reels"
    for each in found:
        watched.ends(each, Done(each.reel, Made(folder=out / each.reel.name, record=finish(out, each.reel.name))))
    return [each.reel.name for each in found]


def test_captions_belong_to_the_clip_whose_name_they_have(inbox: Path, clip: Clip) -> None:
    folder = inbox / "Onsdag"
    folder.mkdir()
    for name, seconds in (("a", 1), ("b", 1.2)):
        (folder / f"{name}.mp4").write_bytes(clip(seconds=seconds).read_bytes())
        (folder / f"{name}.srt").write_text(f"1\n00:00:00,100 --> 00:00:00,900\n{name}\n", encoding="utf-8")
    watched = watching(inbox)
    assert made_of(inbox, watched) == ["onsdag"]
    assert made_of(inbox, watched) == []
    for suffix in (".mp4", ".srt"):  # another name for both says nothing new
        (folder / f"b{suffix}").rename(folder / f"c{suffix}")
    assert made_of(inbox, watched) == []
    (folder / "a.srt").rename(folder / "b.srt")
    (folder / "c.srt").rename(folder / "a.srt")
    (folder / "b.srt").rename(folder / "c.srt")
    assert made_of(inbox, watched) == ["onsdag"], "the same texts, of the other clips"
    (folder / "c.srt").unlink()
    assert made_of(inbox, watched) == ["onsdag"]
    (folder / "a.srt").rename(folder / "Onsdag.srt")
    assert made_of(inbox, watched) == ["onsdag"], "the same text, of the whole reel"


def test_a_folder_of_somebody_elses_is_not_in_the_way(inbox: Path, clip: Clip) -> None:
    (inbox / "las.mp4").write_bytes(clip(seconds=1).read_bytes())
    (inbox.parent / "reels" / "las").mkdir(parents=True)
    assert arrived(watching(inbox)) == {"las.mp4": "las-2"}


@pytest.mark.parametrize(("fault", "again"), [(InputError("broken"), False), (OutputError("full"), True)])
def test_what_is_tried_again(
    inbox: Path, clip: Clip, monkeypatch: pytest.MonkeyPatch, *, fault: InputError | OutputError, again: bool
) -> None:
    """A disk that was full may have room; a clip that is broken has to change."""
    monkeypatch.setattr(inboxes, "AGAIN_S", 0.0)
    clip_path = inbox / "las.mp4"
    clip_path.write_bytes(clip(seconds=1).read_bytes())
    watched = watching(inbox)
    (tried,) = watched.look().arrived
    watched.ends(tried, Failed(tried.reel, fault))
    found = watched.look()
    assert bool(found.arrived) is again
    assert bool(found.standing) is not again
    os.utime(clip_path, ns=(1, 1))
    assert arrived(watched) == {"las.mp4": "las"}
    clip_path.unlink()
    assert watched.look().gone


def test_names_that_are_no_text_are_told_once(inbox: Path) -> None:
    try:
        (inbox / "br\udcffnd.mp4").write_bytes(b"x")
    except (OSError, UnicodeEncodeError):
        pytest.skip("no such name can be given here")
    watched = watching(inbox)
    (strange,) = watched.look().arrived
    assert isinstance(strange.reel.fault, InputError)
    watched.ends(strange, Failed(strange.reel, strange.reel.fault))
    assert watched.look().arrived == ()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"made_by": "another"}', b'{"made_by":"vidkit","schema":7}'])
def test_a_memory_that_cannot_be_read_is_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(content)
    memory = Memory(tmp_path)
    assert memory.once(["a"]) is None
    memory.remember(Once(name="las", clips=("a", "b"), beside=""), [])
    again = Memory(tmp_path)
    assert again.once(["b", "a"]) == Once(name="las", clips=("a", "b"), beside="")
    assert again.once(["a"]) is None


def test_captions_corrected_in_the_finished_folder_make_the_film_anew(inbox: Path, clip: Clip) -> None:
    (inbox / "las.mp4").write_bytes(clip(seconds=1).read_bytes())
    watched, out = watching(inbox), inbox.parent / "reels"
    (new,) = watched.look().arrived
    watched.ends(new, Done(new.reel, Made(folder=out / "las", record=finish(out, "las"))))
    assert arrived(watched) == {}
    srt = out / "las" / "las.srt"
    srt.write_text(srt.read_text("utf-8").replace("låser", "låser upp"), encoding="utf-8")
    (corrected,) = watched.look().arrived
    assert corrected.reel.name == "las"
    watched.ends(corrected, Failed(corrected.reel, InputError("not a caption file")))
    assert arrived(watched) == {}  # told once, until it changes
    time.sleep(0.01)
    srt.write_text("1\n00:00:01,000 --> 00:00:02,000\nHej\n", encoding="utf-8")
    assert arrived(watched) == {"las.mp4": "las"}
