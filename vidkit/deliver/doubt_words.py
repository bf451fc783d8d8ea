"""Why a place in the captions should be read again, in words."""

from vidkit.captions.cue import Doubt, Mark
from vidkit.i18n import gettext as _
from vidkit.i18n import mark as marked

REASONS = {
    Doubt.UNSURE: marked("heard badly: “{text}”"),
    Doubt.FIGURE: marked("a figure: “{text}”"),
    Doubt.NAME: marked("a name: “{text}”"),
    Doubt.GLOSSARY: marked("put right from the word list: “{text}”"),
    Doubt.LOOKALIKE: marked("easily mistaken: “{text}”"),
    Doubt.DROPPED: marked("left out as not said: “{text}”"),
    Doubt.SOUND: marked("a sound put in: “{text}”"),
}


def doubt_in_words(mark: Mark) -> str:
    """`heard badly: “mord”`."""
    if mark.doubt is Doubt.UNSURE and mark.note:
        return _("heard badly: “{text}”, perhaps “{note}”").format(text=mark.text, note=mark.note)
    return _(REASONS[mark.doubt]).format(text=mark.text)
