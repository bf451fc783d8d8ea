"""What this computer can carry: memory that is free for us, and cores that are ours. Containers see less than the host.

psutil tells what the machine has; a container, a service or a batch queue may be allowed only a part of it.
"""

import math
import os
from pathlib import Path

import msgspec

GROUPS = Path("/sys/fs/cgroup")
"""Where Linux shows the limits of containers and services."""

OWN_GROUPS = Path("/proc/self/cgroup")


class Machine(msgspec.Struct, frozen=True):
    """What there is for recognising."""

    memory: int
    """Megabytes that are free and may be used."""
    cores: int
    """Physical ones: the second thread of a core makes matrix products slower, not faster."""


class _Names(msgspec.Struct, frozen=True):
    """What the two versions of control groups call the same."""

    controller: str
    limit: str
    used: str
    cache: str
    """In `memory.stat`: pages of files read, which give way when memory is needed."""


_MEMORY = (
    _Names("", "memory.max", "memory.current", "inactive_file"),
    _Names("memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
)


def this_machine() -> Machine:
    """What this computer can carry now."""
    import psutil

    free = min(psutil.virtual_memory().available, *allowed_memory())
    cores = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
    return Machine(int(free / 1e6), max(1, min(cores, *allowed_cores())))


def allowed_memory(groups: Path = GROUPS, own: Path = OWN_GROUPS) -> tuple[float, ...]:
    """Bytes that each limit set on this process leaves it; at least one number, infinity where there is no limit."""
    left = [math.inf]
    for names in _MEMORY:
        for folder in _folders(groups, own, names.controller):
            limit, used = _number(folder / names.limit), _number(folder / names.used)
            if limit is not None and used is not None:
                left.append(max(0.0, limit - used + _cached(folder / "memory.stat", names.cache)))
    return tuple(left)


def allowed_cores(groups: Path = GROUPS, own: Path = OWN_GROUPS) -> tuple[int, ...]:
    """The cores that each limit set on this process leaves it; at least one number."""
    counts = [len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1]
    for folder in _folders(groups, own, ""):
        quota, _space, period = _text(folder / "cpu.max").partition(" ")
        if quota.isdigit() and period.isdigit() and int(period):
            counts.append(math.ceil(int(quota) / int(period)))
    for folder in _folders(groups, own, "cpu"):
        share, span = _number(folder / "cpu.cfs_quota_us"), _number(folder / "cpu.cfs_period_us")
        if share is not None and share > 0 and span:
            counts.append(math.ceil(share / span))
    return tuple(max(1, count) for count in counts)


def _folders(groups: Path, own: Path, controller: str) -> list[Path]:
    """The folders of the groups this process is in, its own and those around it; empty where there are none."""
    root = groups / controller
    for line in _text(own).splitlines():
        _number_of_tree, controllers, path = (*line.split(":", 2), "", "", "")[:3]
        if controller in controllers.split(","):
            inner = root / path.lstrip("/")
            return [inner, *(folder for folder in inner.parents if folder.is_relative_to(root))]
    return []


def _cached(path: Path, name: str) -> float:
    rows = (line.split() for line in _text(path).splitlines())
    return next((float(row[1]) for row in rows if len(row) > 1 and row[0] == name and row[1].isdigit()), 0.0)


def _number(path: Path) -> float | None:
    text = _text(path)
    return float(text) if text.lstrip("-").isdigit() else None


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace").strip()
    except OSError:
        return ""
