"""Places to read again, as sentences, and the look of a word that decides whether it is one. Pure."""

from vidkit.captions.cue import Doubt, Mark
from vidkit.i18n import gettext as _


def sentence(mark: Mark) -> str:
    """What a person should look at, in the reader's language, without the time."""
    match mark.doubt:
        case Doubt.UNSURE if mark.note:
            text = _("Read again: “{text}” may be “{note}”.")
        case Doubt.UNSURE:
            text = _("Read again: “{text}” was hard to hear.")
        case Doubt.FIGURE:
            text = _("Check the figure: “{text}”.")
        case Doubt.NAME:
            text = _("Check the name: “{text}”.")
        case Doubt.GLOSSARY:
            text = _("“{text}” was heard as “{note}” and changed by the word list.")
        case Doubt.LOOKALIKE:
            text = _("“{text}” is easily taken for “{note}”: listen again.")
        case Doubt.DROPPED:
            text = _("Left out: “{text}”. {note}")
        case Doubt.SOUND:
            text = _("“{text}” was put in where music was measured: listen again.")
    return text.format(text=mark.text, note=mark.note)
