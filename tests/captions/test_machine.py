"""What the computer can carry: what psutil says, less what a container or a service may not use."""

import os
from pathlib import Path

import pytest

from vidkit.captions.recognise import choice, machine
from vidkit.captions.recognise.machine import Machine, allowed_cores, allowed_memory, this_machine

GB = 1_000_000_000


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty tree of control groups in which this process is in `/job/step`."""
    (tmp_path / "own").write_text("0::/job/step\n")
    (tmp_path / "tree").mkdir()
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(8)), raising=False)
    return tmp_path / "tree"


def limited(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text + "\n")


def left(groups: Path) -> float:
    return min(allowed_memory(groups, groups.parent / "own"))


def cores(groups: Path) -> int:
    return min(allowed_cores(groups, groups.parent / "own"))


def simulated(monkeypatch: pytest.MonkeyPatch, *, gigabytes: float, count: int) -> None:
    import psutil

    class Memory:
        available = int(gigabytes * GB)

    monkeypatch.setattr(psutil, "virtual_memory", Memory)
    monkeypatch.setattr(psutil, "cpu_count", lambda logical=True: count * (2 if logical else 1))
    monkeypatch.setattr(machine, "allowed_memory", lambda: (float("inf"),))
    monkeypatch.setattr(machine, "allowed_cores", lambda: (64,))


@pytest.mark.parametrize(
    ("gigabytes", "count", "wanted"),
    [(2.4, 2, "kb-small"), (5.5, 4, "kb-small"), (12.0, 8, "kb-small"), (0.4, 2, "kb-tiny"), (5.5, 1, "kb-base")],
)
def test_what_auto_wants_on_other_machines(
    monkeypatch: pytest.MonkeyPatch, cache: Path, gigabytes: float, count: int, wanted: str
) -> None:
    simulated(monkeypatch, gigabytes=gigabytes, count=count)
    assert this_machine() == Machine(int(gigabytes * 1000), count)
    assert choice.taken().wanted == wanted


def test_cores_that_are_not_told_are_counted_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    simulated(monkeypatch, gigabytes=8, count=4)
    import psutil

    monkeypatch.setattr(psutil, "cpu_count", lambda logical=True: None)  # noqa: ARG005 - psutil's own name
    assert this_machine().cores == 1


def test_without_limits_there_are_none(groups: Path) -> None:
    assert left(groups) == float("inf")
    assert cores(groups) == 8
    limited(groups / "job/step", memory__max="max", memory__current="5", cpu__max="max 100000")
    assert left(groups) == float("inf")
    assert cores(groups) == 8


def test_a_container_leaves_what_it_does_not_use(groups: Path) -> None:
    limited(groups / "job/step", memory__max=str(4 * GB), memory__current=str(3 * GB), cpu__max="150000 100000")
    assert left(groups) == GB
    assert cores(groups) == 2
    limited(groups / "job/step", memory__stat=f"anon 5\ninactive_file {2 * GB}")
    assert left(groups) == 3 * GB  # files that were read give way


def test_the_narrowest_of_the_groups_around_it_counts(groups: Path) -> None:
    limited(groups / "job/step", memory__max=str(9 * GB), memory__current="0")
    limited(groups / "job", memory__max=str(2 * GB), memory__current="0", cpu__max="100000 100000")
    assert left(groups) == 2 * GB
    assert cores(groups) == 1


def test_more_used_than_allowed_leaves_nothing(groups: Path) -> None:
    limited(groups, memory__max="100", memory__current="200")
    assert left(groups) == 0


def test_the_older_form_of_limits(groups: Path) -> None:
    (groups.parent / "own").write_text("9:memory:/docker/ab\n4:cpu,cpuacct:/docker/ab\n0::/\n")
    # Inside a container its own group stands at the root, whatever the host calls it.
    limited(groups / "memory", memory__limit_in_bytes=str(2 * GB), memory__usage_in_bytes=str(GB))
    limited(groups / "cpu", cpu__cfs_quota_us="300000", cpu__cfs_period_us="100000")
    assert left(groups) == GB
    assert cores(groups) == 3


def test_no_control_groups_at_all(tmp_path: Path) -> None:
    assert allowed_memory(tmp_path / "none", tmp_path / "nothing") == (float("inf"),)
    assert allowed_cores(tmp_path / "none", tmp_path / "nothing")[0] >= 1
