"""What is wrong with a computer of a cluster, in words, and what to do about it."""

from typing import assert_never

import msgspec

from vidkit import __version__
from vidkit.i18n import gettext as _
from vidkit.render.far import Lack
from vidkit.render.program import find_program
from vidkit.resources import cache_root


class Refusal(msgspec.Struct, frozen=True):
    """Why a computer cannot help."""

    message: str
    hint: str


def lacking(computer: str, lack: Lack, subject: str) -> Refusal:
    """The words for what `computer` lacks; `subject` as in `far.UnfitError`."""
    match lack:
        case Lack.VIDKIT:
            return _other(computer, "vidkit", subject, __version__)
        case Lack.PROGRAM:
            return _other(computer, "ffmpeg", subject, find_program().version)
        case Lack.CLIP:
            return Refusal(
                _("{computer} does not see {file}, or sees another film there.").format(
                    computer=computer, file=subject
                ),
                _(
                    "Lay the clips on a folder that all computers share; where it is called otherwise on some, "
                    "let VIDKIT_SHARED name it on each."
                ),
            )
        case Lack.CACHE:
            return Refusal(
                _("{computer} does not see this computer's cache, {folder}, or may not write there.").format(
                    computer=computer, folder=cache_root()
                ),
                _("Let VIDKIT_CACHE name one and the same shared folder on all computers."),
            )
        case Lack.MODEL:
            return Refusal(
                _("{computer} does not have the speech model {name}.").format(computer=computer, name=subject),
                _("Get it there with: vidkit models get {name}").format(name=subject),
            )
        case _:
            assert_never(lack)


def unanswering(worker: str) -> Refusal:
    """The words for one that says nothing."""
    return Refusal(
        _("The cluster's worker {address} does not answer.").format(address=worker),
        _("Start it again, and look whether it reaches the shared folder."),
    )


def _other(computer: str, name: str, theirs: str, ours: str) -> Refusal:
    if theirs and theirs != ours:
        message = _("{computer} has {name} {theirs}, and this computer has {ours}.")
    else:
        message = _("{computer} does not have the same {name} as this computer.")
    return Refusal(
        message.format(computer=computer, name=name, theirs=theirs, ours=ours),
        _("Install the same version on all computers of the cluster, and start its workers again."),
    )
