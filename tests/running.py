"""Runs the command line as a person does, in this process or in one of its own, and looks at what it leaves behind."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from media import ffmpeg

QUICK = ("--shape", "wide", "--quality", "draft", "--no-intro", "--no-outro", "--captions", "off")
"""The quickest reel that passes every check: the platform asks three seconds of all shapes but the wide one."""

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@dataclass(frozen=True)
class Ran:
    """How a run ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def record(self) -> dict[str, Any]:
        """What `--json` printed."""
        read = json.loads(self.out)
        assert isinstance(read, dict)
        return read

    def refused(self, code: int, *words: str) -> None:
        """It ended with `code` and said so in one sentence with a hint, holding `words`."""
        assert (self.code, self.out) == (code, ""), self.err
        assert "Traceback" not in self.err
        sentence, hint = self.err.splitlines()[-2:]
        assert sentence.endswith("."), self.err
        assert hint.startswith("  "), self.err
        for word in words:
            assert word in sentence, f"{word!r} is not said in {sentence!r}"


class Vidkit:
    """Called with arguments: runs them in this process, in `folder`."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capture = capture

    def __call__(self, *arguments: str | Path) -> Ran:
        from vidkit.cli import main
        from vidkit.render import program

        program.find_program.cache_clear()
        self._capture.readouterr()
        with _answering_signals(), pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.folder)
            patch.setattr(sys, "argv", ["vidkit", *map(str, arguments)])
            with pytest.raises(SystemExit) as left:
                main.run()
        said = self._capture.readouterr()
        program.find_program.cache_clear()
        assert isinstance(left.value.code, int)
        return Ran(left.value.code, said.out, said.err)


@contextmanager
def _answering_signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    hook = sys.unraisablehook
    try:
        yield
    finally:
        sys.unraisablehook = hook
        for number, answer in before.items():
            signal.signal(number, answer)


def command(*arguments: str | Path) -> list[str]:
    """The program in a process of its own."""
    return [sys.executable, "-m", "vidkit", *map(str, arguments)]


def run(*arguments: str | Path, folder: Path, env: Mapping[str, str] | None = None, seconds: float = 120) -> Ran:
    """Runs to the end in a process of its own."""
    done = subprocess.run(
        command(*arguments),
        cwd=folder,
        env={**os.environ, **(env or {})},
        capture_output=True,
        check=False,
        timeout=seconds,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


Print = dict[str, tuple[str, int, int]]


def fingerprints(folder: Path) -> Print:
    """Every file below a folder, hidden ones too: digest, time of change, mode."""
    return {
        str(path.relative_to(folder)): (
            sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
            path.stat().st_mtime_ns if path.is_file() else 0,
            path.lstat().st_mode,
        )
        for path in sorted(folder.rglob("*"))
    }


def names(folder: Path) -> list[str]:
    """What lies in a folder, hidden files too; nothing where there is no such folder."""
    return sorted(os.listdir(folder)) if folder.is_dir() else []  # noqa: PTH208 - strings are wanted


def finished(folder: Path) -> list[str]:
    """The same without the page, the table and what is remembered of the week."""
    return [name for name in names(folder) if name not in {"index.html", "reels.csv", ".vidkit-week.json"}]


def python_program(path: Path, lines: Sequence[str]) -> Path:
    """A program at `path` that runs these lines of Python; stands in for ffmpeg and fails in one way."""
    path.write_text("\n".join((f"#!{sys.executable} -I", *lines, "")), encoding="utf-8")
    path.chmod(0o755)
    return path


def with_speech(picture: Path, output: Path, seconds: float = 8.0) -> Path:
    """A clip in which the product's sample of speech is heard, at `output`; the picture is played over and over."""
    from vidkit import resources

    sound = resources.assets() / "samples" / "banken.flac"
    inputs = ("-stream_loop", "-1", "-i", picture, "-i", sound, "-map", "0:v", "-map", "1:a")
    ffmpeg(*inputs, "-t", str(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", output)
    return output


@pytest.fixture(scope="session")
def session_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all these tests: the embedded model is joined, and an intro drawn, once."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    return shared / "vidkit-cache"


@pytest.fixture(autouse=True)
def place_of_its_own(
    session_cache: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No network, nothing of the person's who runs the tests is read or written, English."""
    for name in ("VIDKIT_FFMPEG", "VIDKIT_PATIENCE", "FORCE_COLOR", "NO_COLOR", "PY_COLORS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VIDKIT_CACHE", str(session_cache))
    monkeypatch.setenv("VIDKIT_OFFLINE", "1")
    monkeypatch.setenv("VIDKIT_LANG", "en")
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def vidkit(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Vidkit:
    """The command line, run in the test's own folder."""
    return Vidkit(tmp_path, capfd)
