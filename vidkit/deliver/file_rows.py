"""The rows about the file as a whole: its kind, its boxes, its length and size."""

from collections.abc import Iterator

from vidkit.deliver.case import Case
from vidkit.deliver.finding import Finding, Verdict, must
from vidkit.i18n import gettext as _
from vidkit.i18n import ngettext, number

MEGABYTE = 1_000_000


def file_rows(case: Case) -> Iterator[Finding]:
    """Every row about the file, in the order they are shown."""
    yield _container(case)
    yield _moov_first(case)
    yield _edit_lists(case)
    yield _duration(case)
    yield _size(case)


def _container(case: Case) -> Finding:
    allowed = case.platform.video.containers
    movie = case.movie
    verdict = Verdict.FAIL
    if movie is None:
        found = case.evidence.container
        if "mp4" in found.split(","):
            found = _("MP4 whose parts contradict each other")
    else:
        kind = "mov" if movie.brand == "qt  " else "mp4"
        found, verdict = kind.upper(), must(kind in allowed)
        if movie.fragmented and verdict is Verdict.OK:
            found, verdict = _("{kind} in fragments").format(kind=found), Verdict.WARN
    return Finding(
        code="container",
        row=_("Kind of file"),
        limit=_(" or ").join(kind.upper() for kind in allowed),
        found=found,
        verdict=verdict,
        source=case.platform.video.source,
    )


def _moov_first(case: Case) -> Finding:
    first = case.movie is not None and case.movie.moov_first
    return Finding(
        code="moov_first",
        row=_("Table of contents"),
        limit=_("before the film itself (moov before mdat)"),
        found=_("before it") if first else _("none before it"),
        verdict=must(first),
        source=case.platform.video.source,
    )


def _edit_lists(case: Case) -> Finding:
    if case.movie is None:
        found, verdict = _("cannot be told"), Verdict.FAIL
    else:
        count = case.movie.edit_lists
        found = ngettext("{count} edit list", "{count} edit lists", count).format(count=count) if count else _("none")
        verdict = must(count == 0)
    return Finding(
        code="edit_lists",
        row=_("Edit lists"),
        limit=_("none (elst)"),
        found=found,
        verdict=verdict,
        source=case.platform.video.source,
    )


def _duration(case: Case) -> Finding:
    seconds = float(case.evidence.picture.end)
    least, most = case.length.least_s, case.length.most_s
    limit = _("{least} to {most} seconds").format(least=number(least), most=number(most))
    found = _("{seconds} seconds").format(seconds=number(seconds, 1))
    passed = [warn for warn in case.length.warn_s if seconds > warn]
    if not least <= seconds <= most:
        verdict = Verdict.FAIL
    elif passed:
        verdict = Verdict.WARN
        limit = _("{limit}; better at most {warn}").format(limit=limit, warn=number(max(passed)))
    else:
        verdict = Verdict.OK
    return Finding(
        code="duration",
        row=_("Length"),
        limit=limit,
        found=found,
        verdict=verdict,
        source=case.length.source,
    )


def _size(case: Case) -> Finding:
    size, most = case.evidence.size_bytes, case.length.size_most
    return Finding(
        code="size",
        row=_("Size of the file"),
        limit=_("at most {size} MB").format(size=number(most / MEGABYTE)),
        found=_("{size} MB").format(size=number(size / MEGABYTE, 1)),
        verdict=must(size <= most),
        source=case.length.source,
    )
