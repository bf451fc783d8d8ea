"""The cover as a JPEG the platform takes: sRGB and tagged so, small enough, without a trace of where it was made."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from vidkit.deliver.faults import writing
from vidkit.deliver.finding import Finding, must
from vidkit.errors import InputError, OutputError
from vidkit.i18n import gettext as _
from vidkit.i18n import number
from vidkit.plan.platform import CoverRules, Platform, Shape

if TYPE_CHECKING:
    from PIL.Image import Image

QUALITIES = (95, 92, 88, 84, 80, 74, 68, 60, 50)
"""Tried from the best. 1080x1920 of noise takes 4 MB at 95: the later ones are for larger shapes to come."""

SHARP_COLOUR = 88
"""From this quality on colours are kept at full resolution: title letters in colour lose their edges at 4:2:0."""

MEGABYTE = 1_000_000

PREVIEWS = "previews"
"""A folder of its own: what is to be uploaded stands alone beside the film."""

DATE_TIME = slice(24, 36)
"""Bytes of an ICC profile's header that hold when it was made: ICC.1:2022, 7.2.8."""


def write_cover(picture: "Image", path: Path, rules: CoverRules) -> Path:
    """Write `picture` as a JPEG under the platform's size; where it is. The same picture gives the same bytes.

    Raises:
        OutputError: it cannot be written, or is too large at the least quality.
    """
    flat = picture.convert("RGB")
    flat.info.clear()  # what the picture was read with (EXIF, comments, another profile) must not follow
    for quality in QUALITIES:
        data = _coded(flat, quality)
        if len(data) <= rules.size_most:
            with writing(path):
                path.write_bytes(data)
            return path
    raise OutputError(
        _("The cover “{path}” is larger than {size} MB however it is coded.").format(
            path=path, size=number(rules.size_most / MEGABYTE)
        ),
        _("Choose a shape with a smaller picture."),
    )


def write_previews(picture: "Image", folder: Path, name: str, shape: Shape, rules: CoverRules) -> tuple[Path, ...]:
    """The cover as feed and profile grid will cut it, in `PREVIEWS` within `folder`; none for shapes that stay whole.

    Raises:
        OutputError: they cannot be written.
    """
    if not shape.crops:
        return ()
    with writing(folder):
        (folder / PREVIEWS).mkdir(exist_ok=True)
    written = []
    for crop, margins in shape.crops.items():
        box = shape.within(margins)
        cut = picture.crop((box.x, box.y, box.right, box.bottom))
        written.append(write_cover(cut, folder / PREVIEWS / f"{name}-{crop}.jpg", rules))
    return tuple(written)


def inspect_previews(folder: Path, name: str, shape: Shape) -> tuple[Finding, ...]:
    """Whether the previews are what those surfaces will show.

    Raises:
        InputError: one of them cannot be read as a picture.
    """
    found = []
    for crop, margins in shape.crops.items():
        box = shape.within(margins)
        _kind, _mode, pixels, _profile = _opened(folder / PREVIEWS / f"{name}-{crop}.jpg")
        found.append(
            Finding(
                code=f"preview_{crop}",
                row=_("Cover as {crop}: size of the picture").format(crop=crop.replace("x", ":")),
                limit=f"{box.width}x{box.height}",
                found=f"{pixels[0]}x{pixels[1]}",
                verdict=must(pixels == (box.width, box.height)),
                source=shape.source,
            )
        )
    return tuple(found)


def inspect_cover(path: Path, platform: Platform, shape: Shape) -> tuple[Finding, ...]:
    """How a cover stands to the platform's limits.

    Raises:
        InputError: the file cannot be read as a picture.
    """
    kind, mode, pixels, profile = _opened(path)
    size = path.stat().st_size
    rules = platform.cover
    return (
        Finding(
            code="cover_format",
            row=_("Cover: kind of file"),
            limit=rules.format.upper(),
            found=kind.upper(),
            verdict=must(kind == rules.format),
            source=rules.source,
        ),
        Finding(
            code="cover_size",
            row=_("Cover: size of the file"),
            limit=_("at most {size} MB").format(size=number(rules.size_most / MEGABYTE)),
            found=_("{size} MB").format(size=number(size / MEGABYTE, 1)),
            verdict=must(size <= rules.size_most),
            source=rules.source,
        ),
        Finding(
            code="cover_pixels",
            row=_("Cover: size of the picture"),
            limit=f"{shape.width}x{shape.height}",
            found=f"{pixels[0]}x{pixels[1]}",
            verdict=must(pixels == (shape.width, shape.height)),
            source=rules.source,
        ),
        Finding(
            code="cover_colours",
            row=_("Cover: colours"),
            limit="sRGB",
            found=f"{mode}, {profile}" if profile else f"{mode}",
            verdict=must(mode == "RGB" and (not profile or "srgb" in profile.lower())),
            source=rules.source,
        ),
    )


def _opened(path: Path) -> tuple[str, str, tuple[int, int], str]:
    """A picture file's kind, mode, size and colour profile. Raises `InputError` when it cannot be read."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as picture:
            picture.load()
            profile = _profile_name(picture.info.get("icc_profile", b""))
            return str(picture.format).lower(), picture.mode, picture.size, profile
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as fault:
        raise InputError(
            _("The cover “{name}” cannot be read as a picture.").format(name=path.name),
            _("Make the reel again."),
        ) from fault


def _coded(picture: "Image", quality: int) -> bytes:
    data = io.BytesIO()
    picture.save(
        data,
        "JPEG",
        quality=quality,
        subsampling="4:4:4" if quality >= SHARP_COLOUR else "4:2:0",
        optimize=True,
        icc_profile=_srgb(),
    )
    return data.getvalue()


def _srgb() -> bytes:
    """An sRGB profile; the date in its header is zero, so that one picture always gives one file."""
    from PIL import ImageCms

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[DATE_TIME] = bytes(12)
    return bytes(profile)


def _profile_name(profile: bytes) -> str:
    """What a colour profile calls itself; empty for none."""
    from PIL import ImageCms

    if not profile:
        return ""
    try:
        return str(ImageCms.getProfileDescription(io.BytesIO(profile))).strip()
    except (OSError, ImageCms.PyCMSError):
        return _("unreadable")
