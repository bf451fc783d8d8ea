"""Whatever goes wrong is one sentence with a hint and the right exit code, and nothing half-made is left behind."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from media import ffmpeg
from running import QUICK, Vidkit, fingerprints, names, with_speech

from vidkit.batch import rest
from vidkit.cli.week_telling import fault_in_words

from .programs import FAULTS, failing, halving, shortening

pytestmark = pytest.mark.program

Clip = Callable[..., Path]
Refused = Callable[..., None]

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def inputs(tmp_path: Path, clip: Clip) -> Path:
    """A folder of a person's clips, good and bad."""
    folder = tmp_path / "mobilen"
    folder.mkdir()
    good = clip(seconds=1.2, sound="stereo")
    (folder / "good.mp4").write_bytes(good.read_bytes())
    (folder / "letter.mp4").write_text("Hej, här kommer filmen!\n" * 100, encoding="utf-8")
    (folder / "empty.mp4").touch()
    whole = good.read_bytes()
    (folder / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    ffmpeg("-i", good, "-vn", "-c", "copy", folder / "memo.m4a")
    (folder / "more").mkdir()
    return folder


@pytest.fixture
def refused(vidkit: Vidkit, inputs: Path) -> Iterator[Refused]:
    """Runs `vidkit reel`, and looks that it is refused and leaves neither traces nor changes."""
    before = fingerprints(inputs)

    def run(code: int, *arguments: str | Path, words: tuple[str, ...] = ()) -> None:
        standing = fingerprints(vidkit.folder / "reels")
        vidkit("reel", *arguments).refused(code, *words)
        assert fingerprints(vidkit.folder / "reels") == standing

    yield run
    assert fingerprints(inputs) == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("letter.mp4", "not a video"),
        ("empty.mp4", "is empty"),
        ("cut.mp4", "damaged or cut short"),
        ("memo.m4a", "no picture"),
        ("gone.mp4", "There is no file"),
        ("more", "is a folder"),
    ],
)
def test_clips_that_cannot_be_used(refused: Refused, inputs: Path, name: str, words: str) -> None:
    refused(3, inputs / name, *QUICK, words=(name, words))
    refused(3, inputs / "good.mp4", inputs / name, *QUICK, "--name", "two", words=(name, words))


@pytest.mark.skipif(ROOT, reason="root may read everything")
def test_a_clip_that_may_not_be_read(refused: Refused, inputs: Path) -> None:
    (inputs / "good.mp4").chmod(0)
    try:
        refused(3, inputs / "good.mp4", *QUICK, words=("good.mp4", "may not be read"))
    finally:
        (inputs / "good.mp4").chmod(0o644)


def test_a_clip_that_may_not_be_read_as_told_by_the_system(
    refused: Refused, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = Path.open

    def refuse(path: Path, *arguments: object, **options: object) -> object:
        if path.name == "good.mp4":
            raise PermissionError(13, "Permission denied")
        return opening(path, *arguments, **options)  # type: ignore[call-overload]

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        refused(3, inputs / "good.mp4", *QUICK, words=("good.mp4", "may not be read"))


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--trim", "soon"), 2, "soon"),
        (("--trim", "5-2"), 2, "5-2"),
        (("--trim", "0-1", "--trim", "0-1"), 2, "more --trim"),
        (("--shape", "round"), 2, "round"),
        (("--engine", "ear", "--captions", "auto"), 2, "ear"),
        (("--model", "kb-giant", "--captions", "auto"), 2, "kb-giant"),
        (("--trim", "20-30"), 3, "good.mp4"),
        (("--captions", "gone.srt"), 3, "gone.srt"),
        (("--captions", "mobilen/letter.mp4"), 3, "letter.mp4"),
        (("--captions", "mobilen/good.mp4"), 3, "good.mp4"),
        (("--captions", "mobilen/empty.mp4"), 3, "empty.mp4"),
        (("--brand", "nobody"), 4, "nobody"),
        (("--brand", "mobilen/letter.mp4"), 4, "letter.mp4"),
        (("--brand", "mobilen/gone.toml"), 4, "gone.toml"),
        (("--profile", "sv-radio", "--captions", "auto"), 2, "sv-radio"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_wishes_that_cannot_be_met(
    refused: Refused, inputs: Path, options: tuple[str, ...], code: int, words: str
) -> None:
    refused(code, inputs / "good.mp4", *QUICK, *options, words=(words,))


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Lås dörren 🔒", "🔒"),
        ("门", "门"),
        ("Ord " * 200, "too long"),
        ("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3, "too long"),
    ],
    ids=["emoji", "foreign", "long", "one long word"],
)
def test_titles_that_cannot_be_drawn(refused: Refused, inputs: Path, title: str, words: str) -> None:
    refused(4, inputs / "good.mp4", "--title", title, "--captions", "off", words=(words,))


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        ("full", 8, "disk is full"),
        ("readonly", 8, "cannot be written"),
        ("killed", 7, "signal 9"),
        ("fails", 7, "Cannot allocate memory"),
        ("nothing", 7, "was not made"),
        ("garbage", 7, "."),
        ("floods", 7, "a warning that comes again"),
        ("hangs", 7, "stopped answering"),
        ("deaf", 7, "stopped answering"),
    ],
)
def test_a_program_that_fails(
    refused: Refused, inputs: Path, monkeypatch: pytest.MonkeyPatch, fault: str, code: int, words: str
) -> None:
    assert fault in FAULTS
    monkeypatch.setenv("VIDKIT_FFMPEG", str(failing(inputs.parent, fault)))
    monkeypatch.setenv("VIDKIT_PATIENCE", "1")
    refused(code, inputs / "good.mp4", *QUICK, words=(words,))


@pytest.mark.parametrize("name", ["speech.wav", "sound.mp4", "run-0000-0000.mp4", "still.png", "film.mp4"])
def test_a_program_that_writes_half_and_says_all_went_well(
    vidkit: Vidkit, inputs: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    clip = inputs / "good.mp4"
    assert vidkit("reel", clip, *QUICK).code == 0
    before = fingerprints(vidkit.folder / "reels")
    monkeypatch.setenv("VIDKIT_CACHE", str(vidkit.folder / "nothing-made-before"))
    monkeypatch.setenv("VIDKIT_FFMPEG", str(halving(inputs.parent, name)))
    vidkit("reel", clip, *QUICK, "--place", "Märsta").refused(7)
    assert fingerprints(vidkit.folder / "reels") == before


def test_a_film_that_is_too_short_never_replaces_a_whole_one(
    vidkit: Vidkit, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = inputs / "good.mp4"
    assert vidkit("reel", clip, *QUICK).code == 0
    before = fingerprints(vidkit.folder / "reels")
    monkeypatch.setenv("VIDKIT_FFMPEG", str(shortening(inputs.parent)))
    vidkit("reel", clip, *QUICK, "--place", "Märsta").refused(7, "not whole")
    assert fingerprints(vidkit.folder / "reels") == before


def test_a_program_that_is_missing(refused: Refused, inputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDKIT_FFMPEG", str(inputs / "ffmpeg"))
    refused(5, inputs / "good.mp4", *QUICK, words=("VIDKIT_FFMPEG", "ffmpeg"))
    broken = inputs.parent / "ffmpeg-text"
    broken.write_text("not a program", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("VIDKIT_FFMPEG", str(broken))
    refused(5, inputs / "good.mp4", *QUICK, words=("ffmpeg-text", "cannot be started"))


def test_no_model(refused: Refused, inputs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from vidkit.captions.recognise import embedded

    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "empty-cache"))
    monkeypatch.setattr(embedded, "packages_there", lambda: False)
    options = QUICK[:-2]
    refused(5, inputs / "good.mp4", *options, words=("no speech model",))
    refused(5, inputs / "good.mp4", *options, "--model", "embedded", words=("not installed",))


def test_a_model_that_cannot_be_used(refused: Refused, inputs: Path, tmp_path: Path) -> None:
    spoken = with_speech(inputs / "good.mp4", tmp_path / "spoken.mp4", 3)
    model = tmp_path / "model"
    model.mkdir()
    options = (*QUICK[:-2], "--model", model)
    refused(3, spoken, *options, words=("holds no speech model",))
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (model / name).write_bytes(b"{}")
    refused(6, spoken, *options, words=("model",))


@pytest.mark.parametrize("kind", ["file", "below a file"])
def test_a_file_where_the_folder_should_be(refused: Refused, inputs: Path, kind: str) -> None:
    place = inputs.parent / "place"
    place.write_text("mine", encoding="utf-8")
    refused(8, inputs / "good.mp4", *QUICK, "--out", place / "sub" if kind != "file" else place, words=("place",))
    assert place.read_text("utf-8") == "mine"


@pytest.mark.skipif(ROOT, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(refused: Refused, inputs: Path) -> None:
    place = inputs.parent / "place"
    place.mkdir(mode=0o555)
    refused(8, inputs / "good.mp4", *QUICK, "--out", place, words=("place", "may not be written"))


@pytest.mark.parametrize("kind", ["folder", "file", "link", "dangling link"])
def test_a_name_that_is_taken(refused: Refused, inputs: Path, kind: str) -> None:
    place = inputs.parent / "reels" / "good"
    place.parent.mkdir()
    match kind:
        case "folder":
            place.mkdir()
            (place / "diary.txt").write_text("mine", encoding="utf-8")
        case "file":
            place.write_text("mine", encoding="utf-8")
        case "link":
            place.symlink_to(inputs, target_is_directory=True)
        case _:
            place.symlink_to(inputs / "nowhere")
    refused(8, inputs / "good.mp4", *QUICK, words=("good", "not made by vidkit"))


@pytest.mark.parametrize("step", ["write_page", "write_post", "write_cover", "put_in_place"])
@pytest.mark.parametrize("number", [28, 5])
def test_a_disk_that_fails(
    refused: Refused, vidkit: Vidkit, inputs: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int
) -> None:
    if step == "put_in_place":
        assert vidkit("reel", inputs / "good.mp4", *QUICK).code == 0

    def fail(*_arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    if step == "put_in_place":
        monkeypatch.setattr("vidkit.deliver.folder._swap", fail)
    else:
        monkeypatch.setattr(rest, step, fail)
    words = "no space left" if number == 28 else "the disk does not answer"
    refused(8, inputs / "good.mp4", *QUICK, "--place", "Märsta", words=("good", words))


@pytest.fixture
def tiny_disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A disk of 100 kB, or of as much as is asked for, where the system lets us have one."""
    size = getattr(request, "param", "100k")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = sys.platform == "linux" and ROOT
    if mounted:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    if not mounted:
        pytest.skip("no disk of our own may be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_is_full(vidkit: Vidkit, inputs: Path, tiny_disk: Path) -> None:
    vidkit("reel", inputs / "good.mp4", *QUICK, "--quality", "high", "--out", tiny_disk).refused(8, "full")
    assert names(tiny_disk) == []


@pytest.mark.parametrize("tiny_disk", [f"{size}k" for size in (8, 500, 900)], indirect=True)
def test_a_disk_that_gets_full_on_the_way(vidkit: Vidkit, inputs: Path, tiny_disk: Path) -> None:
    """Wherever that is: said in a sentence and nothing left, or all of it was made after all."""
    ran = vidkit("reel", inputs / "good.mp4", *QUICK, "--quality", "high", "--out", tiny_disk)
    if ran.code != 0:
        ran.refused(8, "full")
    assert names(tiny_disk) == (["good"] if ran.code == 0 else [])


@pytest.mark.parametrize("tiny_disk", ["8k", "200k"], indirect=True)
def test_a_cache_whose_disk_is_full_costs_time_only(
    vidkit: Vidkit, inputs: Path, tiny_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIDKIT_CACHE", str(tiny_disk))
    for place in ("Märsta", "Sigtuna"):
        ran = vidkit("reel", inputs / "good.mp4", *QUICK, "--place", place, "--json")
        assert ran.code == 0, ran.err
        assert [path for path in tiny_disk.rglob("*") if "part" in path.name] == []
    assert vidkit("check", vidkit.folder / "reels" / "good" / "good.mp4", "--rules", "web").code == 0


@pytest.mark.parametrize("kind", ["file", "forbidden"])
def test_a_cache_that_cannot_be_written_costs_time_alone(
    vidkit: Vidkit, inputs: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    cache = inputs.parent / "cache"
    if kind == "file":
        cache.write_text("mine", encoding="utf-8")
    elif ROOT:
        pytest.skip("root may write everywhere")
    else:
        cache.mkdir(mode=0o555)
    monkeypatch.setenv("VIDKIT_CACHE", str(cache))
    ran = vidkit("reel", inputs / "good.mp4", "--title", "Hej", "--quality", "draft", "--captions", "off")
    assert ran.code == 0, ran.err
    assert vidkit("check", vidkit.folder / "reels" / "hej" / "hej.mp4", "--rules", "web").code == 0
    assert kind != "file" or cache.read_text("utf-8") == "mine"


def test_a_bug_of_ours_is_written_down(vidkit: Vidkit, inputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_arguments: object) -> None:
        raise RuntimeError("a step too far")

    monkeypatch.setattr(rest, "write_page", stumble)
    with monkeypatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(vidkit.folder))
        ran = vidkit("reel", inputs / "good.mp4", *QUICK)
    ran.refused(70, "not your fault")
    report = next(vidkit.folder.glob("vidkit-*.txt"))
    assert str(report) in ran.err
    assert "a step too far" in report.read_text("utf-8")
    assert names(vidkit.folder / "reels") == []
    report.unlink()
    with monkeypatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(vidkit.folder / "nowhere"))
        ran = vidkit("reel", inputs / "good.mp4", *QUICK)
    assert ran.code == 70
    assert "a step too far" in ran.err
    assert "Traceback" not in ran.err


def test_each_bug_of_a_week_is_written_down_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for number in range(20):  # each is gone when the next one comes, and may lie where it lay
        fault = RuntimeError(f"step {number}")
        told = fault_in_words(fault)
        assert told == fault_in_words(fault)
        del fault
        report = next(path for path in tmp_path.iterdir() if str(path) in told[1])
        assert f"step {number}\n" in report.read_text("utf-8")
    assert len(names(tmp_path)) == 20


def test_two_runs_do_not_make_one_reel(vidkit: Vidkit, inputs: Path) -> None:
    from vidkit.deliver.workfolder import work_folder

    with work_folder(vidkit.folder / "reels", "good"):
        vidkit("reel", inputs / "good.mp4", *QUICK).refused(8, "good", "another vidkit")
    assert vidkit("reel", inputs / "good.mp4", *QUICK).code == 0


def test_what_a_killed_run_left_is_swept_up(vidkit: Vidkit, inputs: Path) -> None:
    left = vidkit.folder / "reels" / ".good.0123456789abcdef.part"
    left.mkdir(parents=True)
    owner = {"host": platform.node(), "pid": 4194305, "started": 1.0}
    (left / ".owner.json").write_text(json.dumps(owner), encoding="utf-8")
    (left / "film.mp4").write_bytes(b"half")
    assert vidkit("reel", inputs / "good.mp4", *QUICK).code == 0
    assert names(vidkit.folder / "reels") == ["good"]
