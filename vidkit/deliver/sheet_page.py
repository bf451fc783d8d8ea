"""A contact sheet as a page: one file with the pictures in it, the areas over them as lines that can be hidden."""

import base64
import io
from pathlib import Path
from typing import TYPE_CHECKING

from vidkit import resources
from vidkit.deliver.contact_sheet import COLOURS, DASHES, Area, Sheet, area_in_words, shown_size
from vidkit.i18n import gettext as _
from vidkit.i18n import language

if TYPE_CHECKING:
    from PIL import Image

DENSITY = 1.5
"""Pixels of a picture to each on the page: letters stay sharp on most screens, and the file stays small."""

QUALITY = 88


def as_html(sheet: Sheet) -> str:
    """The sheet as a page that is whole by itself."""
    import jinja2

    folder = Path(resources.templates()) / "pages"
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    rows = [
        {
            "title": row.title,
            "cells": [
                {
                    "label": cell.label,
                    "frame": cell.frame,
                    "shown": shown_size(cell.frame),
                    "data": _coded(cell.picture, round(shown_size(cell.frame).width * DENSITY)),
                    "guides": cell.guides,
                }
                for cell in row.cells
            ],
        }
        for row in sheet.rows
    ]
    drawn = {guide.area for row in sheet.rows for cell in row.cells for guide in cell.guides}
    areas = [
        {"name": area.value, "colour": COLOURS[area], "dashes": DASHES[area], "words": area_in_words(area)}
        for area in Area
        if area in drawn
    ]
    return environment.get_template("preview.html.j2").render(
        language=language(),
        title=sheet.title,
        subtitle=sheet.subtitle,
        rows=rows,
        areas=areas,
        areas_heading=_("Show areas"),
    )


def _coded(picture: "Image.Image", width: int) -> str:
    height = round(picture.height * width / picture.width)
    data = io.BytesIO()
    picture.resize((width, height)).save(data, "JPEG", quality=QUALITY, subsampling="4:4:4", optimize=True)
    return base64.b64encode(data.getvalue()).decode()
