"""How long a week will still take, from how long what was done of it took. Pure: it is told the time."""

from collections.abc import Sequence

from vidkit.batch.workload import Load
from vidkit.events import Event, Finished, Progressed, Started, Step
from vidkit.i18n import gettext as _

USUAL_S = {
    Step.LISTENING: 7.6,
    Step.DRAWING: 2.1,
    Step.RENDERING: 9.1,
    Step.WRITING: 0.3,
    Step.CHECKING: 0.2,
}
"""What the steps of a reel took, one beside the other, until this run has shown its own: a clip of 7 s on two cores."""

LEAST_S = 5.0
LEAST_SHARE = 0.04
"""Before so much time has passed, and so much of the work is done, nothing can be said."""

MINUTE_S = 60
ROUGHLY_S = 10


class TimeLeft:
    """Follows how far each reel has come. A reel that has not changed counts for nothing."""

    def __init__(self, loads: Sequence[Load]) -> None:
        self._loads = loads
        self._work = [0.0 if load.stands else load.seconds for load in loads]
        self._done = [0.0] * len(loads)
        self._steps: list[dict[Step, float]] = [{} for _load in loads]
        self._took = {step: [seconds] for step, seconds in USUAL_S.items()}

    def heard(self, number: int, event: Event) -> None:
        """Something happened in that reel."""
        steps = self._steps[number]
        match event:
            case Started(step=step) if step in self._took:
                steps.setdefault(step, 0.0)
                if step is Step.DRAWING:  # it is made, then, though it stood there
                    self._work[number] = self._loads[number].seconds
            case Progressed(step=step, done=done, total=total) if step in self._took and total:
                steps[step] = max(steps.get(step, 0.0), min(1.0, done / total))
            case Finished(step=step, seconds=seconds, reused=reused) if step in self._took:
                steps[step] = 1.0
                if not reused and self._loads[number].seconds:
                    self._took[step].append(seconds)
            case _:
                return
        self._done[number] = self._share(steps)

    def ended(self, number: int, *, made: bool) -> None:
        """That reel is over: made, or nothing had to be done, or nothing can be."""
        if made:
            self._work[number] = self._loads[number].seconds
        else:
            self._work[number] = 0.0
        self._done[number] = 1.0

    def seconds(self, passed: float) -> float | None:
        """How many more, when so many have passed; None as long as that cannot be said."""
        whole = sum(self._work)
        done = sum(work * share for work, share in zip(self._work, self._done, strict=True))
        if passed < LEAST_S or whole <= 0 or done < LEAST_SHARE * whole:
            return None
        return passed * (whole - done) / done

    def _share(self, steps: dict[Step, float]) -> float:
        usual = {step: sum(took[1:]) / len(took[1:]) if took[1:] else took[0] for step, took in self._took.items()}
        return sum(usual[step] * share for step, share in steps.items()) / sum(usual.values())


def in_words(seconds: float | None) -> str:
    """As a person would say it; empty where nothing can be said."""
    if seconds is None:
        return ""
    if seconds < MINUTE_S - ROUGHLY_S / 2:
        return _("about {seconds} s left").format(seconds=max(1, round(seconds / ROUGHLY_S)) * ROUGHLY_S)
    return _("about {minutes} min left").format(minutes=max(1, round(seconds / MINUTE_S)))
