"""A first glance at a clip: does it open as a film at all, when was it filmed, how long may it be.

Reads the head, not the whole.
"""

from pathlib import Path

from vidkit.errors import InputError
from vidkit.i18n import gettext as _
from vidkit.ingest.opening import opened
from vidkit.ingest.tags import created
from vidkit.ingest.tracks import shown_picture


def filmed_at(path: Path) -> str:
    """When the clip at `path` was filmed, ISO 8601 with zone; empty where nothing tells.

    Raises `InputError` for what is no film. That it is whole and can be decoded is not found here: `probe.look` does.
    """
    with opened(path) as container:
        if shown_picture(container) is None:
            raise InputError(
                _("“{name}” has no picture: it holds only sound.").format(name=path.name),
                _("Use a clip with moving pictures here."),
            )
        return created(container.metadata)


def seconds_of(path: Path) -> float:
    """How long the clip at `path` is by its own account, which may be wrong; 0 where it gives none.

    Raises `InputError` for what is no film.
    """
    with opened(path) as container:
        return max(0, container.duration or 0) / 1_000_000
