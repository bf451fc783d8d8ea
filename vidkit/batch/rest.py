"""The rest of a reel's folder: what needs nothing of the film but what the cover shows, made while that is joined."""

from concurrent.futures import Executor, Future
from pathlib import Path
from typing import TYPE_CHECKING

from vidkit.captions.cue import Mark
from vidkit.deliver.cover import inspect_cover, inspect_previews, write_cover, write_previews
from vidkit.deliver.finding import Finding
from vidkit.deliver.page import write_page
from vidkit.deliver.post import inspect_post, write_post
from vidkit.deliver.sidecars import write_sidecars
from vidkit.errors import RenderError
from vidkit.events import Step, timed
from vidkit.i18n import gettext as _
from vidkit.render.shield import undisturbed

if TYPE_CHECKING:
    from vidkit.batch.produce import Prepared, Ready


class Rest:
    """Everything of the folder but the film and the record."""

    def __init__(self, asked: "Ready", marks: tuple[Mark, ...], work: Path, beside: Executor) -> None:
        self._asked = asked
        self._marks = marks
        self._work = work
        self._beside = beside
        self._begun: Future[tuple[Finding, ...]] | None = None

    def begin(self, still: Path) -> None:
        """Begin, in another thread, with what the cover shows of a clip."""
        with undisturbed():  # a thread that has begun and is not yet noted down would not be waited for
            self._begun = self._beside.submit(self._written, still)

    def findings(self) -> tuple[Finding, ...]:
        """How it stands to the rules, once it is written. Raises `VidkitError` or `OSError` as writing it did."""
        return self._begun.result() if self._begun is not None else ()

    def _written(self, still: Path) -> tuple[Finding, ...]:
        ready, plan, work = self._asked.prepared, self._asked.prepared.plan, self._work
        with timed(Step.WRITING, self._asked.clock):
            cover = _cover(still, ready, work)
            write_sidecars(plan, work, self._marks)
            write_page(plan, work, self._asked.history)
            write_post(plan, work)
        shape = ready.platform.shapes[plan.shape]
        return (
            *inspect_cover(cover, ready.platform, shape),
            *inspect_previews(work, plan.name, shape),
            *inspect_post(plan.publication.post_text, ready.platform),
        )


def not_whole() -> RenderError:
    """The fault of a film, or a picture, of which there is less than there should be."""
    return RenderError(
        _("The program that makes the film said that all went well, but the film is not whole."),
        _("Run the same command again. If it happens again, run “vidkit doctor”."),
    )


def _cover(still: Path, ready: "Prepared", work: Path) -> Path:
    from PIL import Image

    from vidkit.brand.cover import draw_cover

    try:
        with Image.open(still) as file:
            shown = file.convert("RGB")
    except (OSError, SyntaxError) as fault:  # Pillow's words for a picture that is cut short
        raise not_whole() from fault
    plan, rules = ready.plan, ready.platform.cover
    picture = draw_cover(shown, plan.cover.card, ready.brand)
    write_previews(picture, work, plan.name, ready.platform.shapes[plan.shape], rules)
    return write_cover(picture, work / f"{plan.name}.jpg", rules)
