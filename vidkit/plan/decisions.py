"""The planner's decisions in words, in the reader's language."""

from collections.abc import Callable

from vidkit.i18n import gettext as _
from vidkit.i18n import number
from vidkit.plan.reel_plan import Decision

RATE_CINEMA = "rate-25"
RATE_PHONE = "rate-30"
KEPT_WHOLE = "framing-exact"
CROPPED = "framing-crop"
BLURRED = "framing-blur"
PADDED = "framing-pad"
TONE_MAPPED = "tone-map"
MADE_CONSTANT = "constant-rate"
SLOW_MOTION = "slow-motion"
TRIMMED = "trimmed"
NO_SOUND = "no-sound"
NO_SPEECH = "no-speech"
CAPTIONS_OFF = "captions-off"
CAPTIONS_PERSON = "captions-person"
CAPTIONS_OUTSIDE = "captions-outside"
CAPTIONS_RECOGNISED = "captions-recognised"
CAPTIONS_OF_CLIP = "captions-of-clip"
CAPTIONS_OUTSIDE_CLIP = "captions-outside-clip"
OTHERS_RECOGNISED = "captions-others-recognised"
OTHERS_SILENT = "captions-others-no-speech"
OTHERS_OFF = "captions-others-off"
STYLE_PLAIN = "caption-style-plain"
STYLE_WORD = "caption-style-word"
STYLE_WORD_SHARED = "caption-style-word-shared"
SMALL_PICTURE = "small-picture"
REWRAPPED = "rewrapped"
MUSIC = "music"
MUSIC_IN_CLIPS = "music-in-clips"
SIGN_SHOWN = "sign-shown"
SIGN_SHORT = "sign-short"
SIGN_LEFT_OUT = "sign-left-out"
SIGN_AT_TOP = "sign-at-top"
SIGN_OVER_FACE = "sign-over-face"
ENCODER_HARDWARE = "encoder-hardware"
ENCODER_NONE = "encoder-none"
ENCODER_UNUSABLE = "encoder-unusable"
ENCODER_BROKE = "encoder-broke"

COVER_FACE = "cover-face"
COVER_SHARP = "cover-sharp"
COVER_POOR = "cover-poor"
COVER_ASKED = "cover-asked"
COVER_UNMEASURED = "cover-unmeasured"
COVER_FACE_HIDDEN = "cover-face-hidden"


def _sentence(code: str) -> Callable[..., str]:
    """The sentence of a code, to be filled in; written out here so that the catalogue finds each."""
    sentences = {
        RATE_CINEMA: _("25 frames a second, because every clip was filmed at 24, 25 or 50."),
        RATE_PHONE: _("30 frames a second."),
        KEPT_WHOLE: _("{clip}: the picture has the right proportions and is shown whole."),
        CROPPED: _("{clip}: cropped to fill the picture; {0} % of it is kept."),
        BLURRED: _("{clip}: shown whole over a blurred copy; a crop would have kept only {0} %."),
        PADDED: _("{clip}: shown whole on the brand's colour."),
        TONE_MAPPED: _("{clip}: filmed in HDR ({0}), brought down to colours that every screen shows right."),
        MADE_CONSTANT: _("{clip}: the uneven frame rate (about {0} a second) is made even, in step with the sound."),
        SLOW_MOTION: _("{clip}: slow motion filmed at {0} frames a second plays at the speed the phone plays it."),
        TRIMMED: _("{clip}: {0} to {1} seconds are used."),
        NO_SOUND: _("{clip}: the clip has no sound."),
        NO_SPEECH: _("No speech was heard, so the reel has no captions."),
        CAPTIONS_OFF: _("Captions were turned off."),
        CAPTIONS_PERSON: _("Captions are taken from {clip}."),
        CAPTIONS_OUTSIDE: _("No caption in {clip} falls inside what is shown, so the reel has none."),
        CAPTIONS_RECOGNISED: _("Captions were made by {0} with the model {1}."),
        CAPTIONS_OF_CLIP: _("{clip}: its captions are taken from {0}."),
        CAPTIONS_OUTSIDE_CLIP: _("{clip}: no caption in {0} falls inside what is shown of it."),
        OTHERS_RECOGNISED: _("Captions of the other clips were made by {0} with the model {1}."),
        OTHERS_SILENT: _("No speech was heard in the other clips, so they have no captions."),
        OTHERS_OFF: _("Captions of the other clips were turned off."),
        STYLE_PLAIN: _("Caption style: plain."),
        STYLE_WORD: _("Caption style: word. Each word stands out while it is said."),
        STYLE_WORD_SHARED: _(
            "Caption style: word. Captions that a person wrote do not tell when each word is said: "
            "the time is shared by the words' length."
        ),
        SMALL_PICTURE: _("{clip}: only {0}x{1} pixels; it will look soft. Ask for the original from the phone."),
        REWRAPPED: _("{clip}: caption lines that were too wide were broken anew; no word was changed."),
        MUSIC: _("Music lies under the clips: {clip}. It goes down while somebody speaks."),
        MUSIC_IN_CLIPS: _("There is music in the clips themselves, so none was laid under them."),
        SIGN_SHOWN: _("The sign “{clip}” stands from {0} to {1} seconds of the clips."),
        SIGN_SHORT: _("The sign “{clip}” stands for {0} seconds; it takes about {1} to read it."),
        SIGN_LEFT_OUT: _("The sign “{clip}” is left out: there is no time for it in these clips."),
        SIGN_AT_TOP: _("The sign “{clip}” stands at the top: lower down it would hide a face."),
        SIGN_OVER_FACE: _("The sign “{clip}” hides part of a face: let it stand at another time."),
        ENCODER_HARDWARE: _("The computer's own encoder was used: {0}."),
        ENCODER_NONE: _("No encoder of the computer's own works here, so libx264 was used."),
        ENCODER_UNUSABLE: _("The encoder {0} cannot be used on this computer, so libx264 was used."),
        ENCODER_BROKE: _("The encoder {0} failed while the film was being made, so libx264 made all of it."),
        COVER_FACE: _("The cover is taken at {0} of the film: sharp, and with a face ({1})."),
        COVER_SHARP: _("The cover is taken at {0} of the film: sharp and well lit ({1})."),
        COVER_POOR: _(
            "The cover is taken at {0} of the film, the best place there is ({1}), but it is very dark or "
            "burnt out: look at it."
        ),
        COVER_ASKED: _("The cover is taken at {0} of the film, as you asked ({1})."),
        COVER_UNMEASURED: _("The cover is taken at {0} of the film, a third into {1}."),
        COVER_FACE_HIDDEN: _(
            "The cover's title hides part of the face: the picture has no room to move. Choose another time with "
            "--cover, or the layout “arch”."
        ),
    }  # fmt: skip
    return sentences[code].format


def in_words(decision: Decision) -> str:
    """The decision as a sentence for a person."""
    return _sentence(decision.code)(*map(_as_read, decision.values), clip=decision.subject)


def _as_read(value: str) -> str:
    """A plan writes 23.4 in every language; a person reads 23,4 in Swedish."""
    whole, _point, part = value.partition(".")
    return number(float(value), len(part)) if whole.isdecimal() and part.isdecimal() else value
