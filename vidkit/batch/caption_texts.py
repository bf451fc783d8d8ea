"""What stands in each caption file, form by form. Pure but for the brand's typeface and the page's template."""

import os
from collections.abc import Collection
from pathlib import Path
from typing import assert_never
from urllib.parse import quote

from vidkit.batch.caption_desk import Desk, Listened
from vidkit.brand.highlight import Highlight
from vidkit.brand.kit import Brand
from vidkit.brand.typeface import ass_metrics
from vidkit.captions.ass import AssLook, to_ass
from vidkit.captions.formats import to_srt, to_vtt
from vidkit.deliver.caption_record import CaptionRecord, to_json
from vidkit.deliver.page import Page, Player, as_html
from vidkit.deliver.transcript import said
from vidkit.plan.caption_brief import CaptionFormat
from vidkit.plan.reel_plan import Publication

PICTURE = (1920, 1080)
"""The picture that a script is written for where there is none."""

DRAWN_FOR = 1080
"""Pixels of the shorter side that the brand's type size is meant for."""

MEDIA_TYPES = {".mp4": "video/mp4", ".m4v": "video/mp4", ".webm": "video/webm"}
"""What browsers may be told. Told `video/quicktime` they refuse films that they can play."""


def text_of(kind: CaptionFormat, record: CaptionRecord, listened: Listened, desk: Desk, there: Collection[str]) -> str:
    """The file of this form; `there` are the names of all files beside it. Raises `BrandError`."""
    match kind:
        case CaptionFormat.SRT:
            return to_srt(record.cues)
        case CaptionFormat.VTT:
            return to_vtt(record.cues, record.marks, record.language)
        case CaptionFormat.ASS:
            return to_ass(record.cues, _look(listened, desk.brand))
        case CaptionFormat.TXT:
            return "".join(f"{passage.text}\n\n" for passage in said(record.cues)).rstrip("\n") + "\n"
        case CaptionFormat.HTML:
            return as_html(_page(record, listened, desk, there), record.text)
        case CaptionFormat.JSON:
            return to_json(record).decode()
        case _:
            assert_never(kind)


def _look(listened: Listened, brand: Brand) -> AssLook:
    width, height = (listened.width, listened.height) if listened.height else PICTURE
    style = brand.captions
    family, scale = ass_metrics(brand.typeface.file(bold=True))
    return AssLook(
        width=width,
        height=height,
        family=family,
        font_size=style.size_px * scale * min(width, height) / DRAWN_FOR,
        text=style.text,
        box=style.box,
        box_opacity=style.box_opacity,
        word=brand.word_colours[0] if style.style is Highlight.WORD else "",
    )


def _page(record: CaptionRecord, listened: Listened, desk: Desk, there: Collection[str]) -> Page:
    stem = listened.path.stem
    files = {ending: quote(name) if (name := f"{stem}.{ending}") in there else "" for ending in ("srt", "vtt")}
    return Page(
        publication=_publication(listened, desk.brand),
        player=Player(
            address=_address(listened.path, Path(desk.brief.out)),
            media_type=MEDIA_TYPES.get(listened.path.suffix.lower(), ""),
            width=listened.width,
            height=listened.height,
        ),
        cues=record.cues,
        passages=tuple(said(record.cues)),
        length_ms=record.length_ms,
        srt=files["srt"],
        vtt=files["vtt"],
    )


def _publication(listened: Listened, brand: Brand) -> Publication:
    return Publication(
        title=" ".join(listened.path.stem.replace("_", " ").split()),
        summary="",
        language=brand.language,
        organisation=brand.organisation,
        contacts=tuple((contact.label, contact.text, contact.link) for contact in brand.contacts),
        post_text="",
        date=listened.day,
        accessibility_link=brand.web.fault_link,
        accessibility_text=brand.web.fault_text,
        home=brand.web.home,
    )


def _address(clip: Path, folder: Path) -> str:
    """The clip as the page finds it: from its own folder where both lie on one disk."""
    try:
        return quote(Path(os.path.relpath(clip.resolve(), folder.resolve())).as_posix())
    except ValueError:  # another drive of Windows
        return clip.resolve().as_uri()
