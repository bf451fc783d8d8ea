"""Why a place in the captions should be read again, in words."""

from vidkit.captions.cue import Doubt, Mark
from vidkit.i18n import gettext as _


def doubt_in_words(mark: Mark) -> str:
    """`heard badly: “mord”`."""
    reasons = {
        Doubt.UNSURE: _("heard badly: “{text}”"),
        Doubt.FIGURE: _("a figure: “{text}”"),
        Doubt.NAME: _("a name: “{text}”"),
        Doubt.GLOSSARY: _("put right from the word list: “{text}”"),
        Doubt.LOOKALIKE: _("easily mistaken: “{text}”"),
        Doubt.DROPPED: _("left out as not said: “{text}”"),
        Doubt.SOUND: _("a sound put in: “{text}”"),
    }
    if mark.doubt is Doubt.UNSURE and mark.note:
        return _("heard badly: “{text}”, perhaps “{note}”").format(text=mark.text, note=mark.note)
    return reasons[mark.doubt].format(text=mark.text)
