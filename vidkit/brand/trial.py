"""A brand put to the test: its files decoded, its cards drawn, what a person sees and hears of them measured.

For `vidkit brand check`; a brand that comes here has been read, and so has no fault of form.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from vidkit.brand import cards
from vidkit.brand.card import Card, CardKind
from vidkit.brand.contrast import BODY_TEXT, CAPTION_TEXT, LARGE_TEXT, ratio, rgb
from vidkit.brand.ending import ending_names
from vidkit.brand.geometry import Box, Size
from vidkit.brand.inheritance import Lineage
from vidkit.brand.kit import Brand
from vidkit.brand.scenes.reading import read_scene
from vidkit.brand.signs import trial as sign_trial
from vidkit.brand.templates.template import template_names
from vidkit.errors import VidkitError
from vidkit.i18n import gettext as _
from vidkit.i18n import number

if TYPE_CHECKING:
    from vidkit.brand.card_trial import Tried

RATE = (5, 1)
"""Frames a second at which cards are drawn to be read: letters stand still for seconds."""

FLASH_RATE = (30, 1)
FLASH_SHARE = 4
"""Frames a second and reduction at which cards are drawn to count flashes: a quarter as large each way, since areas
are counted in squares of 30 pixels anyway."""

STANDS_OUT = 10
"""Per cent of a mark's pixels that have to stand out from the ground: its outline is enough to know it by."""

STANDS = 0.1
"""Seconds that an intro stands still before its crossfade: less, and something still moves while the clip comes."""

OWN_WORDS = (
    "name",
    "intro.kicker",
    "intro.signature",
    "end_card.signature",
    "contacts",
    "post.hashtags",
    "web.home",
    "web.fault_text",
    "web.fault_link",
)
"""What names the sender or leads to it, and so is seldom another organisation's."""


class Outcome(Enum):
    """How it went."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    """Somebody should look at it; it may be meant."""
    BAD = "bad"


class Row(msgspec.Struct, frozen=True):
    """One thing that was looked at. Words in the reader's language."""

    what: str
    found: str
    outcome: Outcome = Outcome.GOOD
    remedy: str = ""


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """A shape of film that the brand's cards have to fit."""

    name: str
    size: Size
    safe: Box
    """Where text may stand."""
    keep: Box
    """Where the cover's text survives every crop."""


def put_to_test(brand: Brand, lineage: Lineage, stages: Sequence[Stage]) -> Iterator[Row]:
    """Looks at everything; the cards are fitted on every stage and drawn on the first."""
    yield from _attempted(_("Typeface"), lambda: _typeface(brand))
    yield from _attempted(_("Mark on dark"), lambda: _mark(brand.mark.on_dark, brand))
    yield from _attempted(_("Mark on light"), lambda: _mark(brand.mark.on_light, brand))
    yield from _attempted(_("Sound of the intro"), lambda: _sound(brand.sounds.intro, "intro"))
    yield from _attempted(_("Music"), lambda: _sound(brand.sounds.music, "music"))
    for stage in stages:
        what = _("Room for the texts, {shape}").format(shape=stage.name)
        yield from _attempted(what, lambda stage=stage: _fitting(brand, stage))  # type: ignore[misc]
        what = _("Room for the signs, {shape}").format(shape=stage.name)
        yield from _attempted(what, lambda stage=stage: _room_for_signs(brand, stage))  # type: ignore[misc]
    yield from _captions(brand)
    yield from _attempted(_("Texts on the cards"), lambda: list(_readable(brand, stages[0])))
    yield from _attempted(_("Flashes"), lambda: list(_flashes(brand, stages[0])))
    yield from _attempted(_("Signs"), lambda: list(_signs(brand, stages[0])))
    yield from _attempted(_("Time to read the intro"), lambda: _pace(brand, stages[0]))
    for name in template_names():
        what = _("Template {name}: intro").format(name=name)
        yield from _attempted(what, lambda name=name: _template(name, brand, stages[0]))  # type: ignore[misc]
    for name in dict.fromkeys((*ending_names(), brand.end_card.variant)):
        what = _("End card on {name}").format(name=Path(name).name)
        yield from _attempted(what, lambda name=name: _ending(name, brand, stages))  # type: ignore[misc]
    yield from _borrowed(brand, lineage)


def _attempted(what: str, look: Callable[[], list[tuple[str, str, Outcome, str]]]) -> Iterator[Row]:
    """What a look found; what stops it is found too."""
    try:
        for name, found, outcome, remedy in look():
            yield Row(name or what, found, outcome, remedy)
    except VidkitError as fault:
        yield Row(what, fault.message, Outcome.BAD, fault.hint)


def _typeface(brand: Brand) -> list[tuple[str, str, Outcome, str]]:
    from vidkit.brand.typeface import family

    names = dict.fromkeys(family(brand.typeface.file(bold=bold)) for bold in (False, True))
    return [("", ", ".join(names), Outcome.GOOD, "")]


def _mark(path: str, brand: Brand) -> list[tuple[str, str, Outcome, str]]:
    """Whether a variant of the mark has a transparent ground and can be told from all that it is drawn on."""
    import numpy as np

    from vidkit.brand.contrast import luminance
    from vidkit.brand.flashes import luminances_of
    from vidkit.brand.mark_grounds import grounds
    from vidkit.brand.painting import decoded

    pixels = np.asarray(decoded(path))
    seen = pixels[..., 3] > 127  # noqa: PLR2004 - more there than not
    if seen.all() or not seen.any():
        found = _("nothing of it is transparent") if seen.all() else _("all of it is transparent")
        return [("", found, Outcome.BAD, _("Export the mark with a transparent ground."))]
    lights = luminances_of(pixels[..., :3])[seen]
    stands_out = []
    for ground in grounds(brand, path):
        behind = luminance(*rgb(ground))
        ratios = (np.maximum(lights, behind) + 0.05) / (np.minimum(lights, behind) + 0.05)
        stands_out.append(float(np.percentile(ratios, 100 - STANDS_OUT)))
    if not stands_out:
        return [("", _("not drawn in this brand's colours"), Outcome.GOOD, "")]
    found = _("contrast {found}:1 with its ground").format(found=number(min(stands_out), 1))
    if min(stands_out) < LARGE_TEXT:
        return [("", found, Outcome.DOUBTFUL, _("Use a variant of the mark for this ground."))]
    return [("", found, Outcome.GOOD, "")]


def _sound(file: str, key: str) -> list[tuple[str, str, Outcome, str]]:
    if not file:
        return [("", _("none"), Outcome.GOOD, "")]
    from vidkit.ingest.opening import opened
    from vidkit.ingest.tracks import played_sound

    path = Path(file)
    with opened(path) as container:
        stream = played_sound(container)
        decoded = [frame.samples / frame.sample_rate for frame in container.decode(stream)] if stream else []
    if not sum(decoded):
        remedy = _('Use a WAV, FLAC, M4A or MP3 file, or write {key} = "" for silence.').format(key=key)
        return [("", _("{file} holds no sound").format(file=path.name), Outcome.BAD, remedy)]
    found = _("{file}, {seconds} s").format(file=path.name, seconds=number(sum(decoded), 1))
    return [("", found, Outcome.GOOD, "")]


def _fitting(brand: Brand, stage: Stage) -> list[tuple[str, str, Outcome, str]]:
    drawn = _cards(brand, stage, RATE)
    smallest = min(text.size_px for card in drawn for text in card.texts)
    return [("", _("everything fits, the smallest is {size} pixels").format(size=smallest), Outcome.GOOD, "")]


def _cards(brand: Brand, stage: Stage, rate: tuple[int, int]) -> tuple[Card, Card, Card]:
    return (
        cards.intro_card(brand, _sample(brand), stage.size, stage.safe, rate),
        cards.end_card(brand, stage.size, stage.safe, rate),
        cards.cover_card(brand, "", stage.size, stage.keep),
    )


def _sample(brand: Brand) -> dict[str, str]:
    """Words for every role of the intro's scene, so that all of it is looked at; where nobody has any, the name."""
    said = {"title": "", "kicker": brand.intro.kicker, "signature": brand.intro.signature, **brand.intro.texts}
    roles = read_scene(brand.intro.variant).scene.roles
    return {role: said.get(role, brand.name) for role in roles}


def _pace(brand: Brand, stage: Stage) -> list[tuple[str, str, Outcome, str]]:
    """How long everything stands still before the first clip comes through."""
    from vidkit.brand.intro import settles

    card = cards.intro_card(brand, _sample(brand), stage.size, stage.safe, RATE)
    stands = card.frames * card.rate[1] / card.rate[0] - brand.intro.crossfade - settles(card, brand)
    found = _("all of it stands for {seconds} s").format(seconds=number(max(0.0, stands), 1))
    if stands >= STANDS:
        return [("", found, Outcome.GOOD, "")]
    return [("", found, Outcome.DOUBTFUL, _("Make “intro.seconds” longer, or leave it out."))]


def _template(name: str, brand: Brand, stage: Stage) -> list[tuple[str, str, Outcome, str]]:
    from vidkit.brand.templates.trial import tried

    return _worst(tried(name, brand, stage.size, stage.safe))


def _ending(name: str, brand: Brand, stages: Sequence[Stage]) -> list[tuple[str, str, Outcome, str]]:
    """The worst of the end card on an ending; of the mark only where it is lost there.

    Of those that come with vidkit it is known that their layers keep clear of the words in every shape.
    """
    from vidkit.brand.ending_trial import mark_seen, tried
    from vidkit.brand.templates.mark_sight import LEAST

    seen = mark_seen(name, brand)
    if seen < LEAST:
        found = _("contrast {found}:1 with its ground").format(found=number(seen, 1))
        return [("", found, Outcome.DOUBTFUL, _("Use a variant of the mark for this ground."))]
    looked_at = stages if name not in ending_names() else stages[:1]
    found_on = [tried(name, brand, stage.size, stage.safe) for stage in looked_at]
    return _worst(min(found_on, key=lambda one: (-one.flashes, one.worst.ratio / one.worst.least)))


def _worst(found: "Tried") -> list[tuple[str, str, Outcome, str]]:
    """The worst of a card: the text that can be read least, unless something flashes."""
    from vidkit.brand import flashes

    if found.flashes > flashes.MOST:
        seen = _("{count} flashes in a second; at most {most} are allowed")
        remedy = _("Choose colours that are less far apart.")
        return [("", seen.format(count=found.flashes, most=flashes.MOST), Outcome.BAD, remedy)]
    worst = found.worst
    told = _("{role}: {ratio}").format(role=worst.role, ratio=_ratio_in_words(worst.ratio, worst.least))
    if worst.ratio >= worst.least:
        return [("", told, Outcome.GOOD, "")]
    return [("", told, Outcome.BAD, _("Make one of the two colours lighter or the other darker."))]


def _captions(brand: Brand) -> Iterator[Row]:
    """The captions' colours over the lightest and the darkest picture: sufficient, or the brand had been refused."""
    captions = brand.captions
    plate, word = brand.word_colours
    worst = min(ratio(captions.text, ground) for ground in captions.grounds)
    yield Row(_("Captions"), _ratio_in_words(worst, CAPTION_TEXT))
    worst = min(ratio(plate, ground) for ground in captions.grounds)
    yield Row(_("Plate of the spoken word"), _ratio_in_words(worst, BODY_TEXT))
    yield Row(_("The spoken word"), _ratio_in_words(ratio(word, plate), BODY_TEXT))


def _readable(brand: Brand, stage: Stage) -> Iterator[tuple[str, str, Outcome, str]]:
    """Each role of text on each card, at its worst."""
    from vidkit.brand.readability import Measured, measure_card, measure_cover

    intro, end, cover = _cards(brand, stage, RATE)
    worst: dict[tuple[CardKind, str], Measured] = {}
    for one in (*measure_card(intro, brand), *measure_card(end, brand), *measure_cover(cover, brand)):
        known = worst.setdefault((one.kind, one.role), one)
        if one.ratio / one.least < known.ratio / known.least:
            worst[one.kind, one.role] = one
    for one in worst.values():
        name = _("{card}, {role}: {text}").format(card=_card_in_words(one.kind), role=one.role, text=one.text)
        enough = one.ratio >= one.least
        remedy = "" if enough else _("Make one of the two colours lighter or the other darker.")
        yield name, _ratio_in_words(one.ratio, one.least), Outcome.GOOD if enough else Outcome.BAD, remedy


def _flashes(brand: Brand, stage: Stage) -> Iterator[tuple[str, str, Outcome, str]]:
    """The cards as they move, a quarter as large."""
    from vidkit.brand import flashes
    from vidkit.brand.drawing import frames

    size = Size(stage.size.width // FLASH_SHARE, stage.size.height // FLASH_SHARE)
    safe = Box(*(side // FLASH_SHARE for side in (stage.safe.x, stage.safe.y, stage.safe.width, stage.safe.height)))
    small = msgspec.structs.replace(stage, size=size, safe=safe, keep=safe)
    for card in _cards(brand, small, FLASH_RATE)[:2]:
        count = flashes.flashes(frames(card, brand), size, FLASH_RATE)
        yield (
            _("{card}: flashes in a second").format(card=_card_in_words(card.kind)),
            _("{count}; at most {most} are allowed").format(count=count, most=flashes.MOST),
            Outcome.GOOD if count <= flashes.MOST else Outcome.BAD,
            "" if count <= flashes.MOST else _("Choose colours that are less far apart."),
        )


def _room_for_signs(brand: Brand, stage: Stage) -> list[tuple[str, str, Outcome, str]]:
    smallest = sign_trial.smallest_text(brand, stage.size, stage.safe)
    return [("", _("everything fits, the smallest is {size} pixels").format(size=smallest), Outcome.GOOD, "")]


def _signs(brand: Brand, stage: Stage) -> Iterator[tuple[str, str, Outcome, str]]:
    """Each kind as it is drawn, its texts on their own plates, and how often the liveliest flashes."""
    from vidkit.brand import flashes

    remedy = _("Make one of the two colours lighter or the other darker.")
    for kind, found in sign_trial.contrasts(brand, stage.size, stage.safe):
        enough = found >= sign_trial.LEAST
        yield (
            _("Sign, {kind}").format(kind=kind.value),
            _ratio_in_words(found, sign_trial.LEAST),
            Outcome.GOOD if enough else Outcome.BAD,
            "" if enough else remedy,
        )
    count = sign_trial.most_flashes(brand, stage.size, stage.safe)
    yield (
        _("Signs: flashes in a second"),
        _("{count}; at most {most} are allowed").format(count=count, most=flashes.MOST),
        Outcome.GOOD if count <= flashes.MOST else Outcome.BAD,
        "" if count <= flashes.MOST else _("Choose colours that are less far apart."),
    )


def _borrowed(brand: Brand, lineage: Lineage) -> Iterator[Row]:
    """Words of another sender that nobody has replaced."""
    own = lineage.files[0]
    if lineage.written_in("organisation") != own:
        return
    for key in OWN_WORDS:
        source = lineage.written_in(key)
        if source != own and key in lineage.sources and _value(brand, key):
            yield Row(
                key,
                _("comes from {file}, another sender").format(file=source.name),
                Outcome.DOUBTFUL,
                _("Write your own in {file}, or an empty one.").format(file=own.name),
            )


def _value(brand: Brand, key: str) -> object:
    value: object = brand
    for part in key.split("."):
        value = getattr(value, part)
    return value


def _ratio_in_words(found: float, least: float) -> str:
    return _("contrast {found}:1; at least {least}:1 is needed").format(found=number(found, 1), least=number(least, 1))


def _card_in_words(kind: CardKind) -> str:
    words = {CardKind.INTRO: _("Intro"), CardKind.END: _("End card"), CardKind.COVER: _("Cover")}
    return words[kind]
