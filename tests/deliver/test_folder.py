"""Putting a folder in place: whole or not at all, and nothing of a person's lost."""

import errno
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deliver.test_record import finished
from vidkit.deliver import folder as folders
from vidkit.deliver import workfolder
from vidkit.deliver.faults import output_error, writing
from vidkit.deliver.folder import Kept, Placed, making, put_in_place, refuse_foreign
from vidkit.errors import OutputError
from vidkit.render import maker

NAME = "las-dorren"


def deliver(out: Path, change: str = "") -> Placed:
    """A reel made and put in place; `change` goes into its captions."""
    with making(out, NAME) as work:
        finished(work)
        if change:
            (work / f"{NAME}.srt").write_text(change, encoding="utf-8")
        return put_in_place(work, out, NAME)


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()) if path.is_file()}


def hidden(out: Path) -> list[str]:
    return [path.name for path in out.iterdir() if path.name.startswith(".")]


def test_a_new_reel(tmp_path: Path) -> None:
    out = tmp_path / "new" / "reels"
    placed = deliver(out)
    assert placed == Placed(path=out / NAME, replaced=False)
    assert len(texts(out / NAME)) == 7
    assert [path.name for path in out.iterdir()] == [NAME]


def test_nothing_stays_of_one_that_failed(tmp_path: Path) -> None:
    with suppress(RuntimeError), making(tmp_path, NAME) as work:
        finished(work)
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_reel_is_replaced_whole(tmp_path: Path) -> None:
    deliver(tmp_path)
    placed = deliver(tmp_path, "new captions")
    assert placed == Placed(path=tmp_path / NAME, replaced=True)
    assert texts(tmp_path / NAME)[f"{NAME}.srt"] == "new captions"
    assert len(texts(tmp_path / NAME)) == 7
    assert hidden(tmp_path) == []


def test_what_a_person_added_moves_over(tmp_path: Path) -> None:
    target = deliver(tmp_path).path
    (target / "anteckningar.txt").write_text("mine", encoding="utf-8")
    (target / "bilder").mkdir()
    (target / "bilder" / "a.txt").write_text("deep", encoding="utf-8")
    placed = deliver(tmp_path)
    assert placed.carried == ("anteckningar.txt", "bilder")
    assert (target / "anteckningar.txt").read_text(encoding="utf-8") == "mine"
    assert (target / "bilder" / "a.txt").read_text(encoding="utf-8") == "deep"
    assert hidden(tmp_path) == []


def test_what_a_person_edited_is_kept_beside_the_new(tmp_path: Path) -> None:
    target = deliver(tmp_path).path
    for round_, expected in ((1, f"{NAME}.edited.srt"), (2, f"{NAME}.edited-2.srt")):
        (target / f"{NAME}.srt").write_text(f"corrected {round_}", encoding="utf-8")
        placed = deliver(tmp_path)
        assert placed.kept == (Kept(f"{NAME}.srt", expected),)
        assert texts(target)[expected] == f"corrected {round_}"
        assert texts(target)[f"{NAME}.srt"] == "made by vidkit: srt"
    assert len(texts(target)) == 9


def test_an_edit_that_the_new_reel_took_in_is_not_kept_twice(tmp_path: Path) -> None:
    target = deliver(tmp_path).path
    (target / f"{NAME}.srt").write_text("corrected", encoding="utf-8")
    assert deliver(tmp_path, "corrected").kept == ()
    assert len(texts(target)) == 7


def test_an_edited_file_that_is_no_longer_made_is_kept_under_a_name_of_its_own(tmp_path: Path) -> None:
    target = deliver(tmp_path).path
    (target / f"{NAME}.srt").write_text("corrected", encoding="utf-8")
    with making(tmp_path, NAME) as work:
        finished(work)
        (work / f"{NAME}.srt").unlink()
        placed = put_in_place(work, tmp_path, NAME)
    assert placed.kept == (Kept(f"{NAME}.srt", f"{NAME}.edited.srt"),)


def test_a_newer_vidkits_reel_is_ours(tmp_path: Path) -> None:
    target = deliver(tmp_path).path
    record = msgspec.json.decode((target / f"{NAME}.json").read_bytes())
    (target / f"{NAME}.json").write_bytes(msgspec.json.encode(record | {"schema": 99}))
    assert deliver(tmp_path).kept == ()


@pytest.mark.parametrize("what", ["file", "folder", "link", "other json", "broken link"])
def test_a_name_taken_by_something_that_is_not_ours(what: str, tmp_path: Path) -> None:
    target = tmp_path / NAME
    match what:
        case "file":
            target.write_text("mine", encoding="utf-8")
        case "folder":
            target.mkdir()
            (target / "mine.txt").write_text("mine", encoding="utf-8")
        case "link":
            (tmp_path / "elsewhere").mkdir()
            finished(tmp_path / "elsewhere")
            target.symlink_to(tmp_path / "elsewhere")
        case "broken link":
            target.symlink_to(tmp_path / "nowhere")
        case _:
            target.mkdir()
            (target / f"{NAME}.json").write_text("{}", encoding="utf-8")
    before = sorted(path.name for path in tmp_path.rglob("*"))
    with pytest.raises(OutputError) as caught, making(tmp_path, NAME):
        pytest.fail("nothing should be made")
    assert NAME in caught.value.message
    assert "--name" in caught.value.hint
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_an_empty_folder_of_the_name_may_be_used(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    assert len(texts(deliver(tmp_path).path)) == 7


def test_a_name_taken_while_the_reel_was_made(tmp_path: Path) -> None:
    with making(tmp_path, NAME) as work:
        finished(work)
        (tmp_path / NAME).write_text("mine", encoding="utf-8")
        with pytest.raises(OutputError):
            put_in_place(work, tmp_path, NAME)
    assert (tmp_path / NAME).read_text(encoding="utf-8") == "mine"
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/a"])
def test_names_that_are_no_names(name: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError), making(tmp_path, name):
        pytest.fail("nothing should be made")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["o'brien, [clip]:1", "-x", "åäö 😀", "a\nb", "100% {x}", "x.part"])
def test_difficult_names(name: str, tmp_path: Path) -> None:
    for _time in range(2):
        with making(tmp_path, name) as work:
            (work / f"{name}.json").write_text('{"made_by": "vidkit"}', encoding="utf-8")
            put_in_place(work, tmp_path, name)
    assert [path.name for path in tmp_path.iterdir()] == [name]


class Dying:
    """Stands in for `Path.rename`: fails at the given call, or at every one from it on."""

    def __init__(self, at: int, fault: BaseException, *, for_good: bool = False) -> None:
        self.at, self.fault, self.for_good, self.calls = at, fault, for_good, 0
        self.real = Path.rename

    def __call__(self, path: Path, target: Path) -> Any:
        self.calls += 1
        if self.calls == self.at or (self.for_good and self.calls > self.at):
            raise self.fault
        return self.real(path, target)

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # A function and not the object itself: only functions become methods.
        monkeypatch.setattr(Path, "rename", lambda path, target: self(path, target))  # noqa: PLW0108


@pytest.mark.parametrize("at", [1, 2])
def test_the_old_reel_stands_when_a_rename_fails(at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = deliver(tmp_path).path
    (target / "mine.txt").write_text("mine", encoding="utf-8")
    before = texts(target)
    with monkeypatch.context() as patched:
        Dying(at, OSError(errno.EIO, "no")).install(patched)
        with pytest.raises(OutputError):
            deliver(tmp_path, "new")
    assert texts(target) == before
    assert hidden(tmp_path) == []


def test_the_old_reel_stands_when_ctrl_c_comes_between_the_renames(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = deliver(tmp_path).path
    before = texts(target)
    with monkeypatch.context() as patched:
        Dying(2, KeyboardInterrupt()).install(patched)
        with pytest.raises(KeyboardInterrupt):
            deliver(tmp_path, "new")
    assert texts(target) == before
    assert hidden(tmp_path) == []


def test_a_run_killed_between_the_renames_is_mended_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = deliver(tmp_path).path
    (target / "mine.txt").write_text("mine", encoding="utf-8")
    before = texts(target)
    with monkeypatch.context() as patched:
        Dying(2, OSError(errno.EIO, "no"), for_good=True).install(patched)  # nothing can be undone either
        with pytest.raises(OutputError):
            deliver(tmp_path, "new")
    assert not target.exists()
    folders.refuse_foreign(tmp_path, NAME)
    assert texts(target) == before
    assert hidden(tmp_path) == []


def test_a_run_killed_after_the_renames_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = deliver(tmp_path).path
    (target / "mine.txt").write_text("mine", encoding="utf-8")
    (target / f"{NAME}.txt").write_text("my own post", encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(folders, "_move_over", lambda _aside, _target: ([], []))
        deliver(tmp_path, "new")
    assert len(hidden(tmp_path)) == 1
    deliver(tmp_path, "newer")
    assert texts(target)["mine.txt"] == "mine"
    assert texts(target)[f"{NAME}.edited.txt"] == "my own post"
    assert texts(target)[f"{NAME}.srt"] == "newer"
    assert hidden(tmp_path) == []


def test_what_cannot_be_moved_over_stays_for_the_next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = deliver(tmp_path).path
    (target / "mine.txt").write_text("mine", encoding="utf-8")
    with monkeypatch.context() as patched:
        Dying(3, OSError(errno.EIO, "no")).install(patched)
        assert deliver(tmp_path).carried == ()
    assert "mine.txt" not in texts(target)
    deliver(tmp_path)
    assert texts(target)["mine.txt"] == "mine"


def test_windows_is_given_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(tmp_path)
    waits: list[float] = []
    with monkeypatch.context() as patched:
        patched.setattr(time, "sleep", waits.append)
        patched.setattr(folders, "WINDOWS", True)
        Dying(1, PermissionError(errno.EACCES, "held")).install(patched)
        assert deliver(tmp_path, "new").replaced
    assert waits == [folders.PAUSE]


def test_everything_is_on_the_disk_before_it_gets_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut cannot be had in a test; the order of what is asked of the system can."""
    asked: list[str] = []
    syncing, renaming = os.fsync, Path.rename

    def sync(number: int) -> None:
        asked.append(next(name for name, state in states.items() if state == os.fstat(number).st_ino))
        syncing(number)

    def rename(path: Path, target: Path) -> Path:
        asked.append(f"{path.suffix} is {target.suffix or target.name}")
        return renaming(path, target)

    deliver(tmp_path)
    with making(tmp_path, NAME) as work:
        finished(work)
        files = sorted(path.name for path in work.iterdir() if path.name not in (workfolder.OWNER, workfolder.HELD))
        states = {path.name: path.stat().st_ino for path in (*work.iterdir(), work, tmp_path)}
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", sync)
            patched.setattr(Path, "rename", rename)
            put_in_place(work, tmp_path, NAME)
    old, new = asked.index(" is .old"), asked.index(f".part is {NAME}")
    assert set(asked[:old]) >= {*files, work.name}
    assert asked[new + 1 :] == [tmp_path.name]


def test_a_killed_runs_signature_does_not_stay_in_the_reel(tmp_path: Path) -> None:
    placed = deliver(tmp_path).path
    (placed / workfolder.OWNER).write_text("{}", encoding="utf-8")
    refuse_foreign(tmp_path, NAME)
    assert not (placed / workfolder.OWNER).exists()


# Who is alive


def test_two_runs_do_not_make_one_reel(tmp_path: Path) -> None:
    with making(tmp_path, NAME):
        with pytest.raises(OutputError, match="right now"), making(tmp_path, NAME):
            pytest.fail("nothing should be made")
        with making(tmp_path, "another"):
            pass
    with making(tmp_path, NAME):
        pass


ELSEWHERE = maker.mark_of("another", 1)


def part(out: Path, mark: str = ELSEWHERE, **owner: Any) -> Path:
    folder = out / f".{NAME}.{mark}.part"
    folder.mkdir()
    (folder / "half.mp4").write_text("half", encoding="utf-8")
    if owner:
        (folder / workfolder.OWNER).write_bytes(msgspec.json.encode(owner))
    return folder


def aged(folder: Path, seconds: float) -> None:
    then = time.time() - seconds
    for path in (*folder.iterdir(), folder):
        os.utime(path, (then, then))


def this_host() -> str:
    return workfolder._this_process().host


def test_a_live_run_of_another_process_is_left_alone(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from vidkit.deliver.folder import making\n"
        "with making(Path(sys.argv[1]), sys.argv[2]):\n    print('made', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path), NAME], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"made"
        with pytest.raises(OutputError), making(tmp_path, NAME):
            pytest.fail("nothing should be made")
        assert len(hidden(tmp_path)) == 1
        other.kill()
        other.wait()
        assert len(hidden(tmp_path)) == 1
        assert deliver(tmp_path).path.is_dir()
    assert hidden(tmp_path) == []


def test_a_process_number_used_again_is_not_the_same_run(tmp_path: Path) -> None:
    part(tmp_path, host=this_host(), pid=os.getppid(), started=time.time() - 10**9)
    workfolder.sweep(tmp_path)
    assert hidden(tmp_path) == []


def test_a_run_on_another_computer_is_believed_for_a_day(tmp_path: Path) -> None:
    folder = part(tmp_path, host="another", pid=1, started=0.0)
    workfolder.sweep(tmp_path)
    assert workfolder.being_made(tmp_path, NAME)
    aged(folder, workfolder.ABANDONED + 60)
    workfolder.sweep(tmp_path)
    assert hidden(tmp_path) == []


def test_a_folder_that_its_maker_did_not_come_to_sign_goes_at_once(tmp_path: Path) -> None:
    for mark in (maker.mark_of(this_host(), 2**32 - 5), maker.new_mark()):
        part(tmp_path, mark)
        assert not workfolder.being_made(tmp_path, NAME)
        workfolder.sweep(tmp_path)
        assert hidden(tmp_path) == []


@pytest.mark.parametrize("mark", [ELSEWHERE, maker.mark_of(this_host(), os.getppid())], ids=["elsewhere", "here"])
def test_a_folder_nobody_signed_is_believed_for_an_hour(mark: str, tmp_path: Path) -> None:
    folder = part(tmp_path, mark)
    workfolder.sweep(tmp_path)
    assert folder.is_dir()
    aged(folder, workfolder.FRESH + 60)
    workfolder.sweep(tmp_path)
    assert not folder.exists()


def test_other_hidden_things_are_not_swept(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".mine.part").mkdir()
    aged(tmp_path / ".mine.part", 10**7)
    deliver(tmp_path)
    assert sorted(hidden(tmp_path)) == [".git", ".mine.part"]


# Faults of the disk


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "space"),
        (errno.EDQUOT, "space"),
        (errno.EROFS, "only allows reading"),
        (errno.EACCES, "may not be written"),
        (errno.EPERM, "may not be written"),
        (errno.ENAMETOOLONG, "too long"),
        (errno.ENOTDIR, "not a folder"),
        (errno.EIO, "cannot be written"),
    ],
)
def test_faults_of_the_disk_in_plain_words(number: int, words: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=words) as caught, writing(tmp_path):
        raise OSError(number, os.strerror(number))
    assert str(tmp_path) in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code == 8


@pytest.mark.parametrize(("number", "words"), [(112, "space"), (32, "another program"), (206, "too long")])
def test_windows_own_numbers(number: int, words: str, tmp_path: Path) -> None:
    fault = OSError(errno.EINVAL, "?")
    fault.winerror = number  # type: ignore[attr-defined, unused-ignore]
    assert words in output_error(fault, tmp_path).message


def test_a_full_disk_while_syncing_leaves_the_old_reel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = deliver(tmp_path).path
    before = texts(target)

    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OutputError, match="space"):
            deliver(tmp_path, "new")
    assert texts(target) == before
    assert hidden(tmp_path) == []


def test_out_that_is_a_file_or_too_long(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for out in (tmp_path / "file", tmp_path / "file" / "deeper", tmp_path / ("x" * 300)):
        with pytest.raises(OutputError), making(out, NAME):
            pytest.fail("nothing should be made")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_out_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="may not be written"), making(tmp_path, NAME):
        pytest.fail("nothing should be made")
