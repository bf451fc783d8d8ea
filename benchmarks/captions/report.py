"""The tables and the aims, as they are printed and as they stand in the README."""

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version

from benchmarks import measure
from benchmarks.captions import findings, sounds
from benchmarks.captions.findings import PROFILES, Captioner, Rates, Ruled, Run, Worse, spread
from benchmarks.captions.places import Place, places
from benchmarks.captions.speech import Recording, Sentence, sample, voiced
from benchmarks.captions.wording import NORMALISED
from vidkit.captions.cue import Cue
from vidkit.captions.recognise.choice import Choice
from vidkit.ingest.speech import speech_of

PRODUCT = "vidkit"
PLAIN = "vidkit without glossary"
SCRIPT = "faster-whisper scripted"
AROUND = "speech between {}"
EVERYDAY, REFERENCE = "faster-whisper", "openai-whisper"

START_MOST_MS = 100
FASTER_LEAST = 4.0
WORSE_MOST = 1.0
"""The aims that are figures; the last in percent of the words. The exit code tells whether all aims hold."""

CUT_MS = 100
"""A caption that goes so long before the voice ends is gone too soon."""


@dataclass(frozen=True)
class Measured:
    """Everything there is to tell of."""

    known: tuple[Recording, ...]
    runs: Mapping[str, Run]
    missing: tuple[str, ...]
    """What could not run because it is not installed."""
    captioner: Captioner
    threads: int
    choice: Choice

    @cached_property
    def cues(self) -> Mapping[str, Mapping[str, tuple[Cue, ...]]]:
        """The captions of every recording and sound: vidkit's for a reel, and the script's."""
        product, plain, script = (self.runs[title].by_name for title in (PRODUCT, PLAIN, SCRIPT))
        return {
            PRODUCT: {name: self.captioner.product(given) for name, given in product.items()},
            PLAIN: {name: self.captioner.plain(given) for name, given in plain.items()},
            SCRIPT: {name: given.cues for name, given in script.items()},
        }


@dataclass
class Aims:
    """What is aimed at, what was found, and whether it holds."""

    lines: list[str] = field(default_factory=list)
    met: bool = True

    def add(self, aim: str, found: str, *, met: bool) -> None:
        """One more."""
        self.lines.append(f"| {aim} | {found} | {'met' if met else '**NOT met**'} |")
        self.met = self.met and met

    def unmeasured(self, aim: str) -> None:
        """One that was not looked at: no reason for a fault, and none for content."""
        self.lines.append(f"| {aim} | not measured | |")


def told(measured: Measured) -> int:
    """Print all tables; the exit code."""
    aims = Aims()
    _heading(measured)
    _words(measured, aims)
    _times(measured, aims)
    _rules(measured, aims)
    _inventions(measured, aims)
    _around(measured)
    _race(measured, aims)
    _table("Aims", ("", "found", ""), aims.lines)
    print(f"The aims are {'met' if aims.met else 'NOT met'}.")
    return 0 if aims.met else 1


def _heading(measured: Measured) -> None:
    today = dt.datetime.now(tz=dt.UTC).date()
    seconds = sum(measured.runs[PRODUCT].by_name[each.name].sound_s for each in measured.known)
    packages = ", ".join(f"{name} {version(name)}" for name in ("vidkit", "faster-whisper", "ctranslate2"))
    print(f"{today}, {measure.machine()}\n{packages}\n`{measure.command_line()}`\n")
    print(
        f"{len(measured.known)} recordings, {seconds:.0f} s of speech; weights: {measured.choice.name}; "
        f"{measured.threads} thread(s).\nWords are compared in {NORMALISED}."
    )
    for title in measured.missing:
        print(f"{title} is not installed: it was not measured.")


def _words(measured: Measured, aims: Aims) -> None:
    rows, total = [], dict.fromkeys(measured.cues, Rates())
    worse: list[Worse] = []
    for each in measured.known:
        texts = {title: findings.text_of(cues[each.name]) for title, cues in measured.cues.items()}
        found = {title: findings.rates(each, text) for title, text in texts.items()}
        total = {title: total[title] + found[title] for title in total}
        worse += findings.made_worse(each, texts[PRODUCT], texts[PLAIN])
        rows.append(_rated(each.name, found))
    rows.append(_rated("**all**", total))
    columns = [f"{title}: {what}" for title in measured.cues for what in ("words", "characters")]
    _table("Wrong words and characters, %", ("", *columns), rows)
    for one in worse:
        print(
            f"Worse with the glossary: {one.recording}, “{one.sentence}”: "
            f"{one.given.wrong} of its words wrong, {one.without.wrong} without."
        )
    aims.add("the glossary makes no sentence worse", f"{len(worse)} worse", met=not worse)


def _rated(name: str, found: Mapping[str, Rates]) -> str:
    cells = (f"{rate.words.percent:.1f} | {rate.characters.percent:.1f}" for rate in found.values())
    return f"| {name} | {' | '.join(cells)} |"


def _times(measured: Measured, aims: Aims) -> None:
    rows = []
    heard = {each.name: voiced(each.sentences, speech_of(each.path).samples) for each in measured.known}
    marked = {each.name: each.sentences for each in measured.known}
    for title, what, known in (
        (PRODUCT, "voice", heard),
        (SCRIPT, "voice", heard),
        (PRODUCT, "marks", marked),
        (SCRIPT, "marks", marked),
    ):
        found = [place for name, sentences in known.items() for place in places(sentences, measured.cues[title][name])]
        starts, ends = spread(place.start_error for place in found), spread(place.end_error for place in found)
        cut = sum(place.end_error is not None and place.end_error < -CUT_MS for place in found)
        rows.append(
            f"| {title}, {what} | {len(found)} | {sum(place.heard for place in found)} "
            f"| {starts.count} | {starts.median:.0f} | {starts.most:.0f} "
            f"| {ends.count} | {ends.median:.0f} | {ends.most:.0f} | {cut} |"
        )
        if title == PRODUCT and what == "voice":
            _name_worst(measured, heard)
            aim = f"captions start within {START_MOST_MS} ms of the voice at the median"
            if starts.count:
                aims.add(aim, f"{starts.median:.0f} ms", met=starts.median <= START_MOST_MS)
            else:
                aims.unmeasured(aim)
    columns = ("known sentences", "heard", "begin a caption", "median", "95 %", "end a caption", "median", "95 %")
    _table("Start and end of captions against the known times, ms", ("", *columns, "gone too soon"), rows)


def _name_worst(measured: Measured, known: Mapping[str, tuple[Sentence, ...]]) -> None:
    """The starts that are furthest off, on standard error: where to look first."""
    found: list[tuple[int, str, Place]] = [
        (place.start_error, name, place)
        for name, sentences in known.items()
        for place in places(sentences, measured.cues[PRODUCT][name])
        if place.start_error is not None
    ]
    for error, name, place in sorted(found, key=lambda one: -abs(one[0]))[:12]:
        print(f"{name} {place.sentence.start_ms} “{place.sentence.text}”: {error:+d} ms", file=sys.stderr)


def _rules(measured: Measured, aims: Aims) -> None:
    rows = []
    for profile in PROFILES:
        ours = sum((_by_rule(measured, each, profile) for each in measured.known), Ruled())
        given = measured.runs[SCRIPT].by_name
        script = sum(
            (
                findings.ruled(given[each.name].cues, measured.captioner.profile(profile), given[each.name].sound_s)
                for each in measured.known
            ),
            Ruled(),
        )
        rows.append(_rule_row(f"{profile}, {PRODUCT}", ours, str(ours.avoidable)))
        rows.append(_rule_row(f"{profile}, {SCRIPT}", script, ""))
        if profile == PROFILES[0]:
            aims.add(f"no avoidable red in {profile}", f"{ours.avoidable} of {ours.red}", met=not ours.avoidable)
    columns = ("captions a minute", "red a minute", "yellow a minute", "red", "of these avoidable")
    _table("Rules of the profiles", ("", *columns), rows)


def _by_rule(measured: Measured, recording: Recording, profile: str) -> Ruled:
    given = measured.runs[PRODUCT].by_name[recording.name]
    cues = measured.captioner.product(given, profile)
    if profile == PROFILES[0]:
        for line in findings.grave(cues, measured.captioner.profile(profile)):
            print(f"{recording.name} {line}", file=sys.stderr)
    rules = measured.captioner.profile(profile)
    found = findings.ruled(cues, rules, given.sound_s)
    # To weigh all ways takes seconds: only where there is something to avoid.
    if not found.red:
        return found
    return findings.ruled(cues, rules, given.sound_s, measured.captioner.fewest(cues, profile))


def _rule_row(name: str, found: Ruled, avoidable: str) -> str:
    minutes = max(found.minutes, 1e-9)
    rates = " | ".join(f"{count / minutes:.1f}" for count in (found.cues, found.red, found.yellow))
    return f"| {name} | {rates} | {found.red} | {avoidable} |"


def _inventions(measured: Measured, aims: Aims) -> None:
    rows, invented = [], 0
    for kind in sounds.KINDS:
        cells = []
        for title in (PRODUCT, SCRIPT):
            given = measured.runs[title].by_name[kind]
            count = findings.words_in(measured.cues[title][kind])
            invented += count if title == PRODUCT else 0
            cells.append(f"{60 * count / given.sound_s:.1f}")
            if count:
                print(f"{title}, {kind}: {findings.text_of(measured.cues[title][kind])[:300]}", file=sys.stderr)
        rows.append(f"| {kind} | {' | '.join(cells)} |")
    _table("Invented words a minute where nobody speaks", ("", PRODUCT, SCRIPT), rows)
    aims.add("nothing invented where nobody speaks", f"{invented} words", met=not invented)


def _around(measured: Measured) -> None:
    said = sample().text
    rows = []
    for kind in sounds.KINDS:
        name = AROUND.format(kind)
        found = [findings.around(said, measured.cues[title][name]) for title in (PRODUCT, SCRIPT)]
        rows.append(f"| {kind} | {' | '.join(f'{one.invented} | {one.wrong}' for one in found)} |")
    columns = [f"{title}: {what}" for title in (PRODUCT, SCRIPT) for what in ("invented", "lost or wrong")]
    count = len(said.split())
    _table(f"The sample's {count} words with such a sound before and after them, words", ("", *columns), rows)


def _race(measured: Measured, aims: Aims) -> None:
    speeds: dict[str, float] = {}
    errors: dict[str, float] = {}
    rows = []
    for title in (EVERYDAY, REFERENCE, PRODUCT, SCRIPT):
        if title not in measured.runs:
            continue
        run = measured.runs[title]
        here = [each for each in measured.known if each.name in run.by_name]
        given = [run.by_name[each.name] for each in here]
        total = sum((findings.rates(each, _said(run, each)) for each in here), Rates())
        seconds = sum(one.sound_s for one in given)
        cpu, took = sum(one.cpu_s for one in given) / seconds, sum(one.took_s for one in given) / seconds
        speeds[title], errors[title] = cpu, total.words.percent
        rows.append(
            f"| {title} {run.answer.version} | {seconds:.0f} | {total.words.percent:.1f} "
            f"| {total.characters.percent:.1f} | {cpu:.2f} | {took:.2f} | {run.answer.loaded_s:.1f} "
            f"| {run.cost.peak_bytes / 1e6:.0f} |"
        )
    columns = ("sound, s", "wrong words, %", "wrong characters, %", "processor time", "time", "to get ready, s")
    _table("Time for a second of sound, s, and peak memory", ("", *columns, "peak memory, MB"), rows)
    _race_aims(speeds, errors, aims)


def _said(run: Run, recording: Recording) -> str:
    return " ".join(word.text for word in run.by_name[recording.name].heard.words)


def _race_aims(speeds: Mapping[str, float], errors: Mapping[str, float], aims: Aims) -> None:
    faster = f"{EVERYDAY} at least {FASTER_LEAST:.0f} times as fast as {REFERENCE}"
    as_good = f"with at most {WORSE_MOST:.0f} % more of the words wrong"
    if not {EVERYDAY, REFERENCE} <= speeds.keys():
        aims.unmeasured(faster)
        aims.unmeasured(as_good)
        return
    times = speeds[REFERENCE] / max(speeds[EVERYDAY], 1e-9)
    more = errors[EVERYDAY] - errors[REFERENCE]
    aims.add(faster, f"{times:.1f} times", met=times >= FASTER_LEAST)
    aims.add(as_good, f"{more:+.1f} %", met=more <= WORSE_MOST)


def _table(title: str, columns: Sequence[str], rows: Sequence[str]) -> None:
    print(f"\n**{title}**\n\n| {' | '.join(columns)} |\n|---|{'---:|' * (len(columns) - 1)}")
    print("\n".join(rows), end="\n\n")
