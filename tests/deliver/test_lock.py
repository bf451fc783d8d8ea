"""Two runs never make the same reel at the same moment, and whoever is killed keeps nobody out."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from vidkit.deliver import hold, workfolder
from vidkit.deliver.workfolder import HELD, OWNER, being_made, work_folder
from vidkit.errors import OutputError

NAME = "las-dorren"

STARTER = """
import sys, time
from pathlib import Path
from vidkit.deliver.workfolder import work_folder
from vidkit.errors import OutputError
out, inside, start = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
while time.time() < start:
    pass
try:
    with work_folder(out, "las-dorren"):
        inside.open("x").close()
        time.sleep(0.4)
        inside.unlink()
        print("made")
except FileExistsError:
    print("two at once")
except OutputError:
    print("taken")
"""

HOLDER = """
import sys
from pathlib import Path
from vidkit.deliver.workfolder import work_folder
with work_folder(Path(sys.argv[1]), "las-dorren"):
    print("made", flush=True)
    sys.stdin.read()
"""


def test_of_several_that_begin_at_the_same_moment_never_two_go_on(tmp_path: Path) -> None:
    out, inside = tmp_path / "reels", tmp_path / "inside"
    start = str(time.time() + 1.5)
    arguments = [sys.executable, "-c", STARTER, str(out), str(inside), start]
    runs = [subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) for _run in range(5)]
    said = [run.communicate(timeout=60)[0].strip() for run in runs]
    assert "two at once" not in said
    assert "made" in said
    assert set(said) <= {"made", "taken"}
    assert list(out.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed like this there")
def test_the_hold_of_a_killed_run_is_gone_with_it(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"made"
        (folder,) = tmp_path.iterdir()
        assert hold.is_held(folder / HELD)
        assert being_made(tmp_path, NAME)
        other.kill()
        other.wait()
        assert not hold.is_held(folder / HELD)
        assert not being_made(tmp_path, NAME)
    with work_folder(tmp_path, NAME) as mine:
        assert list(tmp_path.iterdir()) == [mine]


@pytest.mark.skipif(sys.platform == "win32", reason="there a held file cannot be written beside")
def test_what_is_held_is_alive_though_its_process_cannot_be_seen(tmp_path: Path) -> None:
    """As a run in another container, whose process numbers mean nothing here."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        (folder,) = tmp_path.iterdir()
        owner = (folder / OWNER).read_text("utf-8")
        (folder / OWNER).write_text(owner.replace(f'"pid":{other.pid}', '"pid":999999999'), "utf-8")
        assert being_made(tmp_path, NAME)
        workfolder.sweep(tmp_path)
        assert folder.is_dir()
        with pytest.raises(OutputError, match="another vidkit"), work_folder(tmp_path, NAME):
            pytest.fail("nothing should be made")
        other.kill()


def test_a_disk_that_knows_no_locks_is_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_number: int) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(hold, "_lock", refuse)
    with work_folder(tmp_path, NAME):
        assert being_made(tmp_path, NAME)
        with pytest.raises(OutputError), work_folder(tmp_path, NAME):
            pytest.fail("nothing should be made")
        with work_folder(tmp_path, "annan"):
            assert being_made(tmp_path, NAME)
    assert list(tmp_path.iterdir()) == []
