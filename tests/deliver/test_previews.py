"""The cover as other surfaces cut it: in a folder of its own, right to the pixel, ours to replace."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pymediainfo import MediaInfo

from vidkit.deliver.cover import PREVIEWS, inspect_previews, write_cover, write_previews
from vidkit.deliver.finding import Verdict
from vidkit.deliver.folder import files_in, making, put_in_place
from vidkit.deliver.record import Record, RecordedCaptions, files_of, standing, write_record
from vidkit.errors import InputError
from vidkit.plan.platform import Platform, load_platform


@pytest.fixture(scope="module")
def platform() -> Platform:
    return load_platform()


def a_cover() -> Image.Image:
    down, across = np.mgrid[0:1920, 0:1080]
    return Image.fromarray(np.dstack([across // 5, down // 8, np.full_like(down, 90)]).astype(np.uint8))


def test_previews_are_what_feed_and_grid_show(tmp_path: Path, platform: Platform) -> None:
    shape = platform.shapes["reel"]
    written = write_previews(a_cover(), tmp_path, "las", shape, platform.cover)
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        "previews/las-4x5.jpg",
        "previews/las-3x4.jpg",
    ]
    # 4:5 shows rows 285 to 1635 and 3:4 rows 240 to 1680 of 1920.
    for path, first, height in ((written[0], 285, 1350), (written[1], 240, 1440)):
        (image,) = MediaInfo.parse(path).image_tracks
        assert (image.format, image.width, image.height) == ("JPEG", 1080, height)
        with Image.open(path) as picture:
            pixels = np.asarray(picture.convert("RGB")).astype(int)
        assert pixels[0, 540, 1] == pytest.approx(first // 8, abs=4)
        assert pixels[-1, 540, 1] == pytest.approx((first + height - 1) // 8, abs=4)
    assert {row.verdict for row in inspect_previews(tmp_path, "las", shape)} == {Verdict.OK}


def test_a_shape_that_nobody_cuts_has_no_previews(tmp_path: Path, platform: Platform) -> None:
    assert write_previews(a_cover(), tmp_path, "las", platform.shapes["wide"], platform.cover) == ()
    assert inspect_previews(tmp_path, "las", platform.shapes["wide"]) == ()
    assert list(tmp_path.iterdir()) == []


def test_a_preview_of_another_size_or_none_is_found(tmp_path: Path, platform: Platform) -> None:
    shape = platform.shapes["reel"]
    first, second = write_previews(a_cover(), tmp_path, "las", shape, platform.cover)
    write_cover(a_cover(), first, platform.cover)
    assert [row.verdict for row in inspect_previews(tmp_path, "las", shape)] == [Verdict.FAIL, Verdict.OK]
    second.write_bytes(b"no picture")
    with pytest.raises(InputError, match="las-3x4"):
        inspect_previews(tmp_path, "las", shape)


# --- in the finished folder


def delivered(out: Path, shade: int) -> Path:
    """The reel `las` with a film and a preview, put in place of the one before."""
    with making(out, "las") as work:
        (work / "las.mp4").write_bytes(b"film %d" % shade)
        (work / PREVIEWS).mkdir()
        (work / PREVIEWS / "las-3x4.jpg").write_bytes(b"picture %d" % shade)
        record = Record(
            name="las", plan_digest=f"{shade}", made_at="", shape="reel", frames=1, rate=(30, 1), sources=(),
            captions=RecordedCaptions(origin="none"), files=files_of(work, files_in(work)),
        )  # fmt: skip
        write_record(record, work)
        return put_in_place(work, out, "las").path


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


OURS = ["las.json", "las.mp4", "previews/las-3x4.jpg"]


def test_previews_are_replaced_with_the_reel_and_nothing_is_left_over(tmp_path: Path) -> None:
    delivered(tmp_path, 1)
    folder = delivered(tmp_path, 2)
    assert names(folder) == OURS
    assert (folder / PREVIEWS / "las-3x4.jpg").read_bytes() == b"picture 2"
    assert [path.name for path in tmp_path.iterdir()] == ["las"]


def test_a_preview_that_was_removed_makes_the_reel_unfinished(tmp_path: Path) -> None:
    folder = delivered(tmp_path, 1)
    assert standing(folder, "1").reusable
    (folder / PREVIEWS / "las-3x4.jpg").unlink()
    assert not standing(folder, "1").reusable


def test_what_a_person_put_or_changed_among_the_previews_is_kept(tmp_path: Path) -> None:
    folder = delivered(tmp_path, 1)
    (folder / PREVIEWS / "own.jpg").write_bytes(b"mine")
    (folder / PREVIEWS / "las-3x4.jpg").write_bytes(b"drawn upon")
    delivered(tmp_path, 2)
    assert names(folder) == sorted([*OURS, "previews/own.jpg", "previews/las-3x4.edited.jpg"])
    assert (folder / PREVIEWS / "own.jpg").read_bytes() == b"mine"
    assert (folder / PREVIEWS / "las-3x4.edited.jpg").read_bytes() == b"drawn upon"
    assert [path.name for path in tmp_path.iterdir()] == ["las"]


def test_a_folder_of_a_person_s_is_carried_over_whole(tmp_path: Path) -> None:
    folder = delivered(tmp_path, 1)
    (folder / "raw").mkdir()
    (folder / "raw" / "clip.mov").write_bytes(b"clip")
    delivered(tmp_path, 2)
    assert "raw/clip.mov" in names(folder)


def test_hidden_files_are_not_on_the_record(tmp_path: Path) -> None:
    (tmp_path / ".kitchen").mkdir()
    for name in (".kitchen/window.mp4", ".owner", "a.jpg"):
        (tmp_path / name).write_bytes(b"x")
    assert files_in(tmp_path) == ["a.jpg"]
