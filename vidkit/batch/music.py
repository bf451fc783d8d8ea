"""The music that a reel is to have: found, opened and counted before any work is done on the reel."""

import hashlib
from pathlib import Path

from vidkit.brand.kit import Brand
from vidkit.brand.music import OFF, bed_names, is_a_bed, music_file
from vidkit.errors import InputError, reason
from vidkit.i18n import gettext as _
from vidkit.ingest.opening import opened
from vidkit.ingest.tracks import played_sound
from vidkit.plan.brief import Brief
from vidkit.plan.materials import Tune
from vidkit.plan.platform import load_platform


def music_of(brief: Brief, brand: Brand) -> Tune | None:
    """The music that was asked for, else the brand's own; None for none.

    Raises:
        InputError: there is no such file, or it holds no sound.
    """
    if brief.music == OFF:
        return None
    named = brief.music or brand.sounds.music
    return tune(named, Path()) if named else None


def tune(named: str, folder: Path) -> Tune:
    """The music of that name, or in the file at that path from `folder`. Raises `InputError` as `music_of` does."""
    file = music_file(named, folder)
    if file is None:
        raise InputError(_("There is no music “{name}”.").format(name=named), _ways())
    try:
        rate, samples = _counted(file)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
    except InputError as fault:
        raise InputError(_("“{name}” holds no sound that can be read.").format(name=file.name), _ways()) from fault
    except OSError as fault:
        raise InputError(
            _("“{name}” cannot be read: {reason}.").format(name=file.name, reason=reason(fault)),
            _("Check the name and that you may read the file."),
        ) from fault
    if not samples:
        raise InputError(_("“{name}” holds no sound that can be read.").format(name=file.name), _ways())
    return Tune(path=str(file), digest=digest, samples=samples, sample_rate=rate, seamless=is_a_bed(file))


def _counted(file: Path) -> tuple[int, int]:
    """Samples a second, and how many of them: what the file says of its length is not always so.

    No more are counted than the longest film takes: music that is longer never has to begin again.
    """
    longest = max(rules.most_s for rules in load_platform().durations.values())
    rate, samples = 1, 0
    with opened(file) as container:
        stream = played_sound(container)
        for frame in container.decode(stream) if stream else ():
            rate, samples = frame.sample_rate, samples + frame.samples
            if samples > longest * rate:
                break
    return rate, samples


def _ways() -> str:
    return _("Name a WAV, FLAC, M4A or MP3 file, or one of: {names}.").format(names=", ".join((*bed_names(), OFF)))
