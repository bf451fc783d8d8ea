"""`--scheduler`, and the cluster that it names. Without it nothing of Dask is loaded."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vidkit.events import Event, Noted
from vidkit.i18n import gettext as _
from vidkit.plan.brief import AskedClip

if TYPE_CHECKING:
    from vidkit.batch.far.cluster import Cluster

Scheduler = Annotated[
    str,
    typer.Option(
        "--scheduler",
        metavar=_("ADDRESS"),
        show_default=False,
        help=_("Let a Dask cluster that you trust listen and make the picture: it gets to see your films and words."),
    ),
]


@contextmanager
def helped(scheduler: str, clips: Iterable[AskedClip]) -> "Iterator[Cluster | None]":
    """The cluster, where one is named: one of the clips has to be seen there. Raises as `cluster.reached`."""
    if not scheduler:
        yield None
        return
    from vidkit.batch.far.cluster import reached

    clip = next((path for asked in clips if (path := Path(asked.path).absolute()).is_file()), None)
    with reached(scheduler, clip, _said) as cluster:
        yield cluster


def _said(event: Event) -> None:
    if isinstance(event, Noted):
        print(event.text, file=sys.stderr)
