"""What counts as a change, and what was read once is read again."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import msgspec
import pytest

from vidkit import resources
from vidkit.batch import watching
from vidkit.batch.watching import Change, Part, Watch, forget_files, ingredients
from vidkit.brand.kit import load_brand
from vidkit.brand.painting import picture
from vidkit.brand.typeface import face
from vidkit.brand.whereabouts import brand_places
from vidkit.errors import InputError, OutputError, VidkitError
from vidkit.events import Event, Noted, silent
from vidkit.plan.brief import AskedClip, Brief

ABSENT = InputError("it is not right", "mend it")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is made: it is only looked when there would be."""
    for name, value in (("LOOK_S", 0.02), ("STEP_S", 0.02), ("STILL_S", 0.1), ("COPIED_S", 0.3), ("TOLD_S", 0.2)):
        monkeypatch.setattr(watching, name, value)

    def failing(*_arguments: object) -> None:
        raise ABSENT

    monkeypatch.setattr(watching, "produce", failing)


@pytest.fixture
def brief(tmp_path: Path) -> Brief:
    clip, srt = tmp_path / "clip.mp4", tmp_path / "my.srt"
    clip.write_bytes(b"film")
    srt.write_bytes(b"words")
    return Brief(clips=(AskedClip(str(clip)),), captions=str(srt))


def later(seconds: float, do: Callable[[], object]) -> None:
    threading.Timer(seconds, do).start()


def begun(brief: Brief, out: Path) -> Watch:
    watch = Watch(brief, out)
    assert watch.update(silent) is ABSENT
    return watch


def named(changes: tuple[Change, ...]) -> list[str]:
    return [change.path.name for change in changes]


def test_a_change_of_as_many_letters_in_the_same_second_is_seen(brief: Brief, tmp_path: Path) -> None:
    srt = tmp_path / "my.srt"
    state = srt.stat()
    watch = begun(brief, tmp_path / "reels")

    def save() -> None:
        srt.write_bytes(b"WORDS")
        os.utime(srt, ns=(state.st_atime_ns, state.st_mtime_ns))

    later(0.1, save)
    assert watch.wait(silent) == (Change(Part.CAPTIONS, srt),)


def test_a_text_that_lies_there_is_not_opened_again_and_again(
    brief: Brief, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows, saving would fail while it is open."""
    clip, srt = tmp_path / "clip.mp4", tmp_path / "my.srt"
    for path in (clip, srt):
        os.utime(path, (time.time() - 60,) * 2)
    watch = begun(brief, tmp_path / "reels")
    opened: list[Path] = []
    reading = Path.read_bytes

    def read(path: Path) -> bytes:
        opened.append(path)
        return reading(path)

    monkeypatch.setattr(Path, "read_bytes", read)
    later(0.5, lambda: clip.write_bytes(b"another film"))
    watch.wait(silent)
    assert clip in opened
    assert srt not in opened


def test_what_is_put_back_is_no_change(brief: Brief, tmp_path: Path) -> None:
    clip, srt = tmp_path / "clip.mp4", tmp_path / "my.srt"
    watch = begun(brief, tmp_path / "reels")
    later(0.1, lambda: srt.write_bytes(b"half"))
    later(0.15, lambda: srt.write_bytes(b"words"))
    later(0.5, lambda: clip.write_bytes(b"another film"))
    assert named(watch.wait(silent)) == ["clip.mp4"]


def test_what_changes_together_is_one_change(brief: Brief, tmp_path: Path) -> None:
    clip, srt = tmp_path / "clip.mp4", tmp_path / "my.srt"
    watch = begun(brief, tmp_path / "reels")
    later(0.05, lambda: srt.write_bytes(b"other words"))
    later(0.1, lambda: clip.write_bytes(b"another film"))
    assert named(watch.wait(silent)) == ["clip.mp4", "my.srt"]


def test_a_clip_that_grows_is_waited_for(brief: Brief, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    watch = begun(brief, tmp_path / "reels")
    for step in range(6):
        later(0.1 + step * 0.2, partial(clip.write_bytes, b"film" * (step + 2)))
    heard: list[Event] = []
    watch.wait(heard.append)
    assert clip.stat().st_size == 7 * 4
    assert heard == [Noted("Waiting until clip.mp4 is whole.")]


def test_what_is_saved_by_rename_is_not_taken_for_gone(brief: Brief, tmp_path: Path) -> None:
    """Some editors remove the old file before the new one is there."""
    srt = tmp_path / "my.srt"
    watch = begun(brief, tmp_path / "reels")
    later(0.1, srt.unlink)
    later(0.3, lambda: srt.write_bytes(b"new words"))
    assert named(watch.wait(silent)) == ["my.srt"]
    assert srt.read_bytes() == b"new words"


def test_large_files_are_known_by_size_and_time(brief: Brief, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "TEXT_MOST", 3)
    watch = begun(brief, tmp_path / "reels")
    later(0.1, lambda: (tmp_path / "clip.mp4").write_bytes(b"film"))
    assert named(watch.wait(silent)) == ["clip.mp4"]


@pytest.mark.parametrize("fault", [OutputError("full"), VidkitError("no")], ids=lambda fault: type(fault).__name__)
def test_a_first_fault_that_nothing_watched_mends(
    brief: Brief, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: VidkitError
) -> None:
    def failing(*_arguments: object) -> None:
        raise fault

    watch = Watch(brief, tmp_path / "reels")
    later_on = begun(brief, tmp_path / "reels")
    monkeypatch.setattr(watching, "produce", failing)
    with pytest.raises(type(fault)):
        watch.update(silent)
    assert later_on.update(silent) is fault  # a later one does not end the watching


def test_everything_that_decides_a_reel_is_looked_at(brief: Brief, tmp_path: Path) -> None:
    watched = dict(ingredients(msgspec.structs.replace(brief, captions="auto", name="x"), tmp_path))
    assert {path.name for path, part in watched.items() if part is Part.CAPTIONS} == {"x.srt", "x.vtt"}
    templates = {path.name for path, part in watched.items() if part is Part.TEMPLATE}
    assert templates >= {"instagram.toml", "sv-reel.toml", "breaks.toml", "transcript.html.j2", "transcript.sv.toml"}
    brand = load_brand(brief.brand)
    parts = {path.resolve() for path, part in watched.items() if part is Part.BRAND}
    assert parts >= {Path(brand.source), Path(brand.mark.on_dark), Path(brand.mark.on_light), Path(brand.sounds.intro)}
    without = ingredients(msgspec.structs.replace(brief, captions="off"), tmp_path)
    assert Part.CAPTIONS not in dict(without).values()
    for music, watched_for in (("egen.mp3", ["egen.mp3"]), ("lugn", []), ("off", []), ("", [])):
        asked = ingredients(msgspec.structs.replace(brief, music=music), tmp_path)
        assert [path.name for path, part in asked if part is Part.MUSIC] == watched_for


def test_a_brand_that_cannot_be_read_is_looked_at_all_the_same(tmp_path: Path) -> None:
    brand = tmp_path / "ours.toml"
    assert brand_places(str(brand)) == (brand,)
    brand.write_text("[mark\n")
    assert brand_places(str(brand)) == (brand,)
    brand.write_text('mark = 5\n[typeface]\nregular = "a.ttf"\nbold = 7\n')
    assert brand_places(str(brand)) == (brand, tmp_path / "a.ttf", resources.assets() / "a.ttf")


def test_what_a_brand_extends_is_looked_at_too(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.toml", tmp_path / "theirs" / "brand.toml"
    theirs.parent.mkdir()
    ours.write_text('extends = "theirs/brand.toml"\n')
    theirs.write_text('extends = "../ours.toml"\n[sounds]\nintro = "sting.wav"\n')  # leads back: told when it is read
    assert {path.resolve() for path in brand_places(str(ours))} >= {ours, theirs, theirs.parent / "sting.wav"}


def test_pictures_and_typefaces_are_read_anew(tmp_path: Path) -> None:
    marks = resources.assets() / "marks"
    mark, font = tmp_path / "mark.png", tmp_path / "face.ttf"
    shutil.copy(marks / "porten-on-dark.png", mark)
    brand = load_brand("trygghetscentret")
    shutil.copy(brand.typeface.file(), font)
    before, lean = picture(str(mark), 64)[0], face(font).width("Lås dörren")
    shutil.copy(marks / "porten-on-light.png", mark)
    shutil.copy(brand.typeface.file(bold=True), font)
    forget_files()
    assert (picture(str(mark), 64)[0] != before).any()
    assert face(font).width("Lås dörren") != lean


def test_looking_takes_a_small_share_of_the_time(brief: Brief, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network disk that takes long to answer is asked more seldom."""
    watch = begun(brief, tmp_path / "reels")
    looks: list[float] = []
    look = watching._Eye.look

    def slow(eye: watching._Eye, paths: Iterable[Path]) -> dict[Path, str]:
        looks.append(time.monotonic())
        time.sleep(0.01)
        return look(eye, paths)

    monkeypatch.setattr(watching._Eye, "look", slow)
    later(2, lambda: (tmp_path / "my.srt").write_bytes(b"new"))
    watch.wait(silent)
    assert looks[2] - looks[1] > 0.4


def test_a_page_template_that_changes_makes_a_new_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The film is the same, so its plan is too: the templates are known by themselves."""
    from vidkit.deliver import page

    pages = tmp_path / "pages"
    shutil.copytree(resources.templates() / "pages", pages)
    before = page.page_digest()
    monkeypatch.setattr(resources, "templates", lambda: tmp_path)
    assert page.page_digest() == before
    (pages / "transcript.html.j2").write_text("{{ page }}")
    assert page.page_digest() != before
