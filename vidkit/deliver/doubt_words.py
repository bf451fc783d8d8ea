"""Why a place in the captions should be read again, in words."""

from vidkit.captions.cue import Doubt, Mark
from vidkit.i18n import gettext as _
from vidkit.i18n import mark

REASONS = {
    Doubt.UNSURE: mark("heard badly: “{text}”"),
    Doubt.FIGURE: mark("a figure: “{text}”"),
    Doubt.NAME: mark("a name: “{text}”"),
    Doubt.GLOSSARY: mark("put right from the word list: “{text}”"),
    Doubt.LOOKALIKE: mark("easily mistaken: “{text}”"),
    Doubt.DROPPED: mark("left out as not said: “{text}”"),
    Doubt.SOUND: mark("a sound put in: “{text}”"),
}


def doubt_in_words(place: Mark) -> str:
    """`heard badly: “mord”`."""
    if place.doubt is Doubt.UNSURE and place.note:
        return _("heard badly: “{text}”, perhaps “{note}”").format(text=place.text, note=place.note)
    return _(REASONS[place.doubt]).format(text=place.text)
