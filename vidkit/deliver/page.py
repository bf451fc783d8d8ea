"""The transcript page: one HTML file that is complete by itself, from disk and on the sender's own site.

Knows what stands on it and how things are linked; what is said is for `deliver.transcript`, the fixed words for
`deliver.page_words`, how it looks for the template.
"""

import base64
import hashlib
import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import msgspec

from vidkit import resources
from vidkit.captions.cue import Cue
from vidkit.captions.formats import to_vtt
from vidkit.deliver.faults import writing
from vidkit.deliver.page_words import date_in_words, day_in_words, length_in_words, load_words
from vidkit.deliver.sidecars import reel_cues
from vidkit.deliver.text_history import TextHistory
from vidkit.deliver.transcript import NAMED, Passage, PassageKind, transcribe
from vidkit.errors import BrandError
from vidkit.i18n import gettext as _
from vidkit.plan import decisions
from vidkit.plan.grid import milliseconds_at
from vidkit.plan.reel_plan import Publication, ReelPlan

SCHEMES = ("https:", "http:", "mailto:", "tel:")
"""What a link may begin with. Anything else in a brand's file is shown as text."""

BREAKABLE = re.compile(r"(?<=[^/:]/)(?=[^/])")
"""Where an address may be broken: after a slash, but not within `https://`."""

WITHIN_NUMBER = re.compile(r"(?<=\d) (?=\d)")
"""The spaces of `08-591 260 00`: no line may end there."""

HOME_PREFIX = "46"
"""How Swedish numbers begin abroad, where at home they begin with 0."""


UNHEARD = frozenset(
    {
        decisions.CAPTIONS_OFF,
        decisions.CAPTIONS_OUTSIDE,
        decisions.CAPTIONS_OUTSIDE_CLIP,
        decisions.OTHERS_OFF,
    }
)
"""Decisions after which nobody has listened to all that is shown."""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A way to reach someone."""

    label: str
    text: str
    href: str
    """Empty where there is nothing to follow."""
    parts: tuple[str, ...]
    """The address written out, in pieces between which a line may break; empty where the text already says it."""


class ShownPassage(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph of the transcript with its time in all the ways a page needs it."""

    kind: str
    speaker: str
    """Who says it, where the captions name them."""
    text: str
    clock: str
    """`1:05`."""
    duration: str
    """`PT65.2S`."""
    seconds: str
    """`65.2`, for the player."""


class Player(msgspec.Struct, frozen=True, kw_only=True):
    """What is played on a page. Addresses are relative to the page, as they stand in HTML."""

    address: str
    media_type: str = "video/mp4"
    """Empty where the browser should find out by itself."""
    width: int = 0
    height: int = 0
    """Pixels; 0 for sound without picture."""
    poster: str = ""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on a page, wherever it comes from."""

    publication: Publication
    player: Player
    cues: tuple[Cue, ...]
    burned_in: bool = False
    """True when what is said stands in the picture too."""
    unheard: bool = False
    """True when nobody has listened for speech: that there are no captions says nothing of the film."""
    passages: tuple[Passage, ...]
    """In the order of the film."""
    shown: tuple[str, ...] = ()
    """What is seen, where nobody said when."""
    length_ms: int
    srt: str = ""
    vtt: str = ""
    """Addresses of the caption files; empty where there is none."""


def write_page(plan: ReelPlan, folder: Path, history: TextHistory) -> Path:
    """Write `<name>.html` into `folder`; where it is. `history` is that of `words_of(plan)`.

    Raises:
        OutputError: it cannot be written.
        BrandError: the template or its words are wrong.
    """
    path = folder / f"{plan.name}.html"
    text = transcript_page(plan, history)
    with writing(path):
        path.write_text(text, encoding="utf-8", newline="\n")
    return path


def transcript_page(plan: ReelPlan, history: TextHistory) -> str:
    """The page as HTML. It points at `<name>.mp4`, `.jpg`, `.srt` and `.vtt` in its own folder and nowhere else.

    Raises:
        BrandError: the template or its words are wrong.
    """
    return as_html(page_of(plan), history)


def words_of(plan: ReelPlan) -> tuple[str, ...]:
    """The words of the page of a reel that somebody wrote for it or said in it, as its history counts them."""
    publication = plan.publication
    written = (publication.title, publication.summary, publication.place, publication.shown)
    return (*written, *(cue.text for cue in plan.cues))


def page_of(plan: ReelPlan) -> Page:
    """What stands on the page of a reel."""
    cues = reel_cues(plan)
    transcript = transcribe(plan)
    file = quote(plan.name)
    return Page(
        publication=plan.publication,
        player=Player(address=f"{file}.mp4", width=plan.size.width, height=plan.size.height, poster=f"{file}.jpg"),
        cues=cues,
        burned_in=bool(cues) and plan.look is not None,
        unheard=any(one.code in UNHEARD for one in plan.decisions),
        passages=transcript.passages,
        shown=transcript.shown,
        length_ms=milliseconds_at(plan.frames, plan.rate),
        srt=f"{file}.srt",
        vtt=f"{file}.vtt",
    )


def as_html(page: Page, history: TextHistory) -> str:
    """The page, complete by itself but for what its addresses name.

    Raises:
        BrandError: the template or its words are wrong.
    """
    import jinja2

    publication, cues = page.publication, page.cues
    language, words = load_words(publication.language, "transcript" if page.player.height else "recording")
    # From disk, Chromium and Firefox refuse a track beside the page: another file is another origin. The page's
    # own script then takes this copy. It has no notes to the sender, which are for nobody else's eyes.
    embedded = base64.b64encode(to_vtt(cues, (), publication.language).encode()).decode() if cues else ""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resources.templates() / "pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["numbers"] = lambda text: WITHIN_NUMBER.sub("\N{NO-BREAK SPACE}", text)
    already = publication.home.rstrip("/") in {href.rstrip("/") for _label, _text, href in publication.contacts}
    seconds = round(page.length_ms / 1000)
    try:
        return environment.get_template("transcript.html.j2").render(
            page=page,
            player=page.player,
            publication=publication,
            language=language,
            words=words,
            captioned=bool(cues),
            embedded=embedded,
            passages=[_shown(passage) for passage in page.passages],
            length=length_in_words(seconds, words),
            length_code=f"PT{seconds}S",
            filmed=day_in_words(publication.date, words),
            days=[
                (label, day.isoformat(), date_in_words(day, words))
                for label, day in ((words.written, history.written), (words.corrected, history.corrected))
                if day
            ],
            contacts=[_link(*contact) for contact in publication.contacts],
            home=None if already else _link(words.home, publication.home, publication.home),
            fault=_link("", words.fault_link, publication.accessibility_link),
        )
    except jinja2.TemplateError as fault:
        raise BrandError(
            _("The page template {file} cannot be used: {fault}.").format(file="transcript.html.j2", fault=fault),
            _("Put back the file that came with vidkit."),
        ) from fault


def page_files() -> tuple[Path, ...]:
    """The templates that decide how a page looks and what it says beside the reel's own words."""
    folder = resources.templates() / "pages"
    return tuple(sorted((*folder.glob("*.j2"), *folder.glob("*.toml"))))


def page_digest() -> str:
    """SHA-256 over those templates, hex. What cannot be read is told when the page is written."""
    whole = hashlib.sha256()
    for file in page_files():
        with suppress(OSError):
            whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def _link(label: str, text: str, href: str) -> Link:
    href = href.strip()
    if not href.lower().startswith(SCHEMES):
        return Link(label=label, text=text, href="", parts=())
    scheme, _colon, rest = href.partition(":")
    said = rest.strip("/").casefold() in text.casefold() or (scheme.lower() == "tel" and _digits(rest) in _digits(text))
    in_full = href if scheme.lower() in ("http", "https") else rest
    return Link(label=label, text=text, href=href, parts=() if said else tuple(BREAKABLE.split(in_full)))


def _digits(number: str) -> str:
    """The digits of a phone number, as it is dialled at home."""
    digits = "".join(sign for sign in number if sign.isdigit())
    return f"0{digits.removeprefix(HOME_PREFIX)}" if number.strip().startswith(f"+{HOME_PREFIX}") else digits


def _shown(passage: Passage) -> ShownPassage:
    named = NAMED.match(passage.text) if passage.kind is PassageKind.SPEECH else None
    minutes, seconds = divmod(passage.start_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    at = f"{passage.start_ms / 1000:g}"
    return ShownPassage(
        kind=passage.kind.value,
        speaker=named["name"] if named else "",
        text=passage.text[named.end() :] if named else passage.text,
        clock=f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}",
        duration=f"PT{at}S",
        seconds=at,
    )
