"""The transcript page: one HTML file that is complete by itself, from disk and on the sender's own site.

Its fixed words are content in the film's language and come from `templates/pages/`, not from the program's catalogue.
Knows how things are worded and linked; what is said is for `deliver.transcript`, how it looks for the template.
"""

import base64
import datetime as dt
import re
from pathlib import Path
from urllib.parse import quote

import msgspec

from vidkit import resources
from vidkit.captions.cue import Cue
from vidkit.captions.formats import to_vtt
from vidkit.deliver.faults import writing
from vidkit.deliver.sidecars import reel_cues
from vidkit.deliver.transcript import Passage, transcribe
from vidkit.errors import BrandError
from vidkit.i18n import gettext as _
from vidkit.plan.grid import milliseconds_at
from vidkit.plan.reel_plan import Publication, ReelPlan

SCHEMES = ("https:", "http:", "mailto:", "tel:")
"""What a link may begin with. Anything else in a brand's file is shown as text."""

BREAKABLE = re.compile(r"(?<=[^/:]/)(?=[^/])")
"""Where an address may be broken: after a slash, but not within `https://`."""

FALLBACK = "sv"
"""The page's language where there are no words for the film's."""


class PageWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The page's fixed words in one language; see `templates/pages/transcript.sv.toml`."""

    months: tuple[str, ...]
    date: str
    hour: tuple[str, str]
    minute: tuple[str, str]
    second: tuple[str, str]
    and_: str = msgspec.field(name="and")
    kind: str
    skip: str
    film: str
    player: str
    no_player: str
    open_film: str
    track: str
    burned_in: str
    selectable: str
    without_captions: str
    downloads: str
    srt: str
    vtt: str
    seen: str
    transcript: str
    play_from: str
    text_in_picture: str
    shown: str
    sound: str
    nothing: str
    about: str
    filmed: str
    length: str
    place: str
    answers: str
    corrected: str
    contact: str
    home: str
    fault: str
    fault_text: str
    fault_link: str


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
    passages: tuple[Passage, ...]
    """In the order of the film."""
    shown: tuple[str, ...] = ()
    """What is seen, where nobody said when."""
    length_ms: int
    srt: str = ""
    vtt: str = ""
    """Addresses of the caption files; empty where there is none."""


def write_page(plan: ReelPlan, folder: Path, corrected: dt.date) -> Path:
    """Write `<name>.html` into `folder`; where it is. `corrected` is the day its text was last gone through.

    Raises:
        OutputError: it cannot be written.
        BrandError: the template or its words are wrong.
    """
    path = folder / f"{plan.name}.html"
    text = transcript_page(plan, corrected)
    with writing(path):
        path.write_text(text, encoding="utf-8", newline="\n")
    return path


def transcript_page(plan: ReelPlan, corrected: dt.date) -> str:
    """The page as HTML. It points at `<name>.mp4`, `.jpg`, `.srt` and `.vtt` in its own folder and nowhere else.

    Raises:
        BrandError: the template or its words are wrong.
    """
    return as_html(page_of(plan), corrected)


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
        passages=transcript.passages,
        shown=transcript.shown,
        length_ms=milliseconds_at(plan.frames, plan.rate),
        srt=f"{file}.srt",
        vtt=f"{file}.vtt",
    )


def as_html(page: Page, corrected: dt.date) -> str:
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
            filmed=_day(publication.date, words),
            corrected=date_in_words(corrected, words),
            corrected_code=corrected.isoformat(),
            contacts=[_link(*contact) for contact in publication.contacts],
            home=None if already else _link(words.home, publication.home, publication.home),
            fault=_link("", words.fault_link, publication.accessibility_link),
        )
    except jinja2.TemplateError as fault:
        raise BrandError(
            _("The page template {file} cannot be used: {fault}.").format(file="transcript.html.j2", fault=fault),
            _("Put back the file that came with vidkit."),
        ) from fault


def load_words(language: str, kind: str = "transcript") -> tuple[str, PageWords]:
    """The page's words in the film's language, and which language they are in; `recording` is for sound alone.

    Raises:
        BrandError: the file of words is wrong.
    """
    folder = resources.templates() / "pages"
    code = language if language.isalpha() and (folder / f"{kind}.{language}.toml").is_file() else FALLBACK
    path = folder / f"{kind}.{code}.toml"
    try:
        return code, msgspec.toml.decode(path.read_bytes(), type=PageWords)
    except (OSError, msgspec.DecodeError) as fault:
        raise BrandError(
            _("The page words in {file} cannot be used: {fault}.").format(file=path, fault=fault),
            _("Put back the file that came with vidkit."),
        ) from fault


def length_in_words(seconds: int, words: PageWords) -> str:
    """`1 minut och 12 sekunder`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [
        f"{count} {forms[0] if count == 1 else forms[1]}"
        for count, forms in ((hours, words.hour), (minutes, words.minute), (rest, words.second))
        if count
    ] or [f"0 {words.second[1]}"]
    return f" {words.and_} ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def date_in_words(day: dt.date, words: PageWords) -> str:
    """`22 november 2026`."""
    return words.date.format(day=day.day, month=words.months[day.month - 1], year=day.year)


def _day(text: str, words: PageWords) -> str:
    """An ISO day in words; as it stands where it is something else."""
    try:
        return date_in_words(dt.date.fromisoformat(text), words)
    except ValueError:
        return text


def _link(label: str, text: str, href: str) -> Link:
    href = href.strip()
    if not href.lower().startswith(SCHEMES):
        return Link(label=label, text=text, href="", parts=())
    scheme, _colon, rest = href.partition(":")
    said = rest.strip("/").casefold() in text.casefold() or scheme.lower() == "tel"
    in_full = rest if scheme.lower() == "mailto" else href
    return Link(label=label, text=text, href=href, parts=() if said else tuple(BREAKABLE.split(in_full)))


def _shown(passage: Passage) -> ShownPassage:
    minutes, seconds = divmod(passage.start_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    at = f"{passage.start_ms / 1000:g}"
    return ShownPassage(
        kind=passage.kind.value,
        text=passage.text,
        clock=f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}",
        duration=f"PT{at}S",
        seconds=at,
    )
