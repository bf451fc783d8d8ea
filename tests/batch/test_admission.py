"""Who may begin next: never more than there is, nobody waits for ever, the first reel is there as early as can be."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from vidkit.batch.admission import Grant, Kind, Limits, Wish, admitted
from vidkit.batch.workload import Load, least_first

MB = 1_000_000

STEPS = (Kind.HEARING, Kind.DRAWING, Kind.FILMING)

SIZES = st.integers(0, 900).map(lambda size: size * MB)


@dataclass
class Reel:
    """A reel in a machine that is only counted: how long each step takes, and what it needs."""

    number: int
    seconds: dict[Kind, int]
    sizes: dict[Kind, int]
    programs: int
    at: int = 0
    """The step it is at, of `STEPS`."""
    left: int = 0
    grant: Grant | None = None
    done_at: int = -1

    @property
    def wish(self) -> Wish:
        kind = STEPS[self.at]
        most = self.programs if kind is Kind.FILMING else 1
        return Wish(reel=self.number, kind=kind, size_bytes=self.sizes[kind], programs=most, programs_most=most + 2)


@dataclass
class Machine:
    """Lets reels go through their steps, `limits.in_hand` at a time, and watches what is admitted."""

    limits: Limits
    reels: list[Reel]
    now: int = 0
    seen: list[tuple[Grant, ...]] = field(default_factory=list)

    def run(self) -> None:
        while any(reel.done_at < 0 for reel in self.reels):
            self._admit()
            working = self._working()
            assert working, "nothing goes on though there is work"
            self.seen.append(tuple(working))
            self.now += 1
            for reel in self.reels:
                if reel.grant is not None:
                    reel.left -= 1
                    if reel.left == 0:
                        self._stepped(reel)
            assert self.now < 100_000

    def _working(self) -> list[Grant]:
        return [reel.grant for reel in self.reels if reel.grant is not None]

    def _admit(self) -> None:
        in_hand = [reel for reel in self.reels if reel.done_at < 0][: self.limits.in_hand]
        waiting = [reel.wish for reel in in_hand if reel.grant is None]
        for grant in admitted(waiting, self._working(), self.limits):
            reel = self.reels[grant.wish.reel]
            reel.grant, reel.left = grant, reel.seconds[grant.wish.kind]

    def _stepped(self, reel: Reel) -> None:
        reel.grant = None
        reel.at += 1
        if reel.at == len(STEPS):
            reel.done_at = self.now


@st.composite
def machines(draw: st.DrawFn) -> Machine:
    limits = Limits(draw(st.integers(1, 16)), draw(st.integers(1, 4000)) * MB)
    reels = [
        Reel(
            number,
            {kind: draw(st.integers(1, 9)) for kind in STEPS},
            {kind: draw(SIZES) for kind in STEPS},
            draw(st.integers(1, 6)),
        )
        for number in range(draw(st.integers(1, 8)))
    ]
    return Machine(limits, reels)


@settings(deadline=None)
@given(machines())
def test_every_reel_is_made_and_never_more_is_taken_than_there_is(machine: Machine) -> None:
    machine.run()
    for working in machine.seen:
        taken = sum(grant.size_bytes for grant in working)
        assert taken <= machine.limits.budget_bytes or sum(bool(grant.size_bytes) for grant in working) == 1
        for kind in Kind:
            assert sum(grant.programs for grant in working if grant.wish.kind is kind) <= machine.limits.most(kind)
        assert all(1 <= grant.programs <= grant.wish.programs_most for grant in working)


@settings(deadline=None)
@given(machines())
def test_the_first_reel_waits_for_nobody(machine: Machine) -> None:
    """It is done as soon as if it were alone, but for what others had begun when it had not come so far."""
    first = machine.reels[0]
    longest = sum(max(reel.seconds[kind] for reel in machine.reels[1:]) for kind in STEPS) if machine.reels[1:] else 0
    machine.run()
    roomy = sum(max(reel.sizes.values()) * reel.programs for reel in machine.reels) <= machine.limits.budget_bytes
    alone = sum(first.seconds.values())
    assert first.done_at <= alone + longest
    if roomy and machine.limits.cores <= 2 * 2:
        # With one or two programs nobody is before it at any step: it begins each before the others.
        assert first.done_at == alone


@st.composite
def moments(draw: st.DrawFn) -> tuple[list[Wish], list[Grant], Limits]:
    limits = Limits(draw(st.integers(1, 16)), draw(st.integers(1, 4000)) * MB)
    numbers = draw(st.lists(st.integers(0, 30), unique=True, max_size=10))
    wishes = [
        Wish(reel=number, kind=draw(st.sampled_from(Kind)), size_bytes=draw(SIZES), programs=draw(st.integers(1, 4)))
        for number in numbers
    ]
    begun = draw(st.integers(0, len(wishes)))
    return wishes[begun:], list(admitted(wishes[:begun], (), limits)), limits


@settings(deadline=None)
@given(moments())
def test_nobody_begins_what_an_earlier_one_waits_for(moment: tuple[list[Wish], list[Grant], Limits]) -> None:
    """So whoever waits is next after those before it, and they are only so many: nobody waits for ever."""
    waiting, working, limits = moment
    begun = [grant.wish for grant in admitted(waiting, working, limits)]
    for left in (wish for wish in waiting if wish not in begun):
        assert not [wish for wish in begun if wish.reel > left.reel and wish.kind is left.kind]
    if waiting and not working:
        assert min(waiting, key=lambda wish: wish.reel) in begun


def test_hearing_drawing_and_filming_of_three_reels_go_on_at_once_on_two_cores() -> None:
    limits = Limits(2, 4000 * MB)
    waiting = [Wish(reel=0, kind=Kind.FILMING), Wish(reel=1, kind=Kind.DRAWING), Wish(reel=2, kind=Kind.HEARING)]
    assert [grant.wish for grant in admitted(waiting, (), limits)] == waiting
    assert limits.in_hand == 3


def test_nothing_is_heard_ahead_of_need() -> None:
    """The film in hand has the cores as long as the next one is ready; then the one after it is heard."""
    limits = Limits(2, 4000 * MB)
    filming = Grant(Wish(reel=0, kind=Kind.FILMING))
    ready, unheard = Wish(reel=1, kind=Kind.FILMING), Wish(reel=2, kind=Kind.HEARING)
    assert admitted([ready, unheard], [filming], limits) == ()
    assert [grant.wish for grant in admitted([ready, unheard], (), limits)] == [ready, unheard]
    earlier = Wish(reel=0, kind=Kind.HEARING)
    assert [grant.wish for grant in admitted([ready, earlier], [Grant(unheard), filming], limits)] == []
    assert [grant.wish for grant in admitted([ready, earlier], [filming], limits)] == [earlier]


def test_one_model_is_used_by_one_reel_at_a_time_and_the_earlier_one_first() -> None:
    limits = Limits(16, 9000 * MB)
    wishes = [Wish(reel=number, kind=Kind.HEARING, size_bytes=600 * MB) for number in (3, 1, 2)]
    (begun,) = admitted(wishes, (), limits)
    assert begun.wish.reel == 1
    assert admitted([wish for wish in wishes if wish is not begun.wish], (begun,), limits) == ()


def test_nobody_takes_the_memory_that_an_earlier_one_waits_for() -> None:
    limits = Limits(8, 1000 * MB)
    going = Grant(Wish(reel=0, kind=Kind.FILMING, size_bytes=700 * MB))
    large = Wish(reel=1, kind=Kind.FILMING, size_bytes=500 * MB)
    small = Wish(reel=2, kind=Kind.FILMING, size_bytes=200 * MB)
    assert admitted([small, large], [going], limits) == ()
    assert [grant.wish for grant in admitted([small, large], [], limits)] == [large, small]


def test_one_that_takes_more_than_there_is_has_the_machine_to_itself() -> None:
    limits = Limits(8, 100 * MB)
    huge = Wish(reel=0, kind=Kind.FILMING, size_bytes=5000 * MB, programs=4, programs_most=4)
    other = Wish(reel=1, kind=Kind.DRAWING, size_bytes=1 * MB)
    assert admitted([huge, other], (), limits) == (Grant(huge, 1),)
    assert admitted([huge], [Grant(other)], limits) == ()


def test_programs_that_nobody_else_wants_make_a_short_reel_sooner() -> None:
    limits = Limits(16, 9000 * MB)
    alone = Wish(reel=0, kind=Kind.FILMING, size_bytes=300 * MB, programs=1, programs_most=6)
    assert admitted([alone], (), limits) == (Grant(alone, 6),)
    two = [alone, Wish(reel=1, kind=Kind.FILMING, size_bytes=300 * MB, programs=4, programs_most=9)]
    assert [grant.programs for grant in admitted(two, (), limits)] == [4, 4]


@given(st.lists(st.builds(Load, st.floats(0, 600), st.booleans()), max_size=12))
def test_the_least_work_comes_first_and_equals_keep_their_order(loads: list[Load]) -> None:
    order = least_first(loads)
    assert sorted(order) == list(range(len(loads)))
    kinds = [(not loads[number].stands, loads[number].seconds, number) for number in order]
    assert kinds == sorted(kinds)
