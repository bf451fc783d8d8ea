"""Whatever is wrong with a file is said in one sentence that names it, with a hint what to do."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from media import ffmpeg

from vidkit.errors import InputError
from vidkit.ingest.probe import look

Clip = Callable[..., Path]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDKIT_LANG", "en")


def fault_of(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        look(path)
    assert path.name in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code == 3
    return caught.value.message


def test_missing(tmp_path: Path) -> None:
    path = tmp_path / "gone.mp4"
    assert fault_of(path) == f"There is no file “{path}”."


def test_a_folder(tmp_path: Path) -> None:
    assert "is a folder" in fault_of(tmp_path)


def test_not_readable(clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "may not be read" in fault_of(clip())


def test_a_disk_that_fails(clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)
    assert "the disk does not answer" in fault_of(clip())


def test_empty(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    path.touch()
    assert "is empty" in fault_of(path)


@pytest.mark.parametrize("content", [b"hello\n" * 500, bytes(100_000)])
def test_not_media(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.mp4"
    path.write_bytes(content)
    assert "not a video" in fault_of(path)


def test_a_photo(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    ffmpeg("-i", clip(), "-frames:v", "1", path)
    assert "not a video" in fault_of(path)


@pytest.mark.parametrize(
    "content",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile 'other.mp4'\n",
    ],
)
def test_a_playlist_opens_nothing_else(clip: Clip, tmp_path: Path, content: str) -> None:
    (tmp_path / "other.mp4").write_bytes(clip().read_bytes())
    path = tmp_path / "list.mp4"
    path.write_text(content)
    assert "not a video" in fault_of(path)


def test_table_of_contents_missing(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "cut.mp4"
    whole = clip().read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "damaged or cut short" in fault_of(path)


@pytest.mark.parametrize("share", [0.4, 0.6, 0.9])
def test_pictures_missing_at_the_end(clip: Clip, tmp_path: Path, share: float) -> None:
    path = tmp_path / "half.mp4"
    ffmpeg("-i", clip(seconds=2, sound="mono"), "-c", "copy", "-movflags", "+faststart", path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    assert "of 2.0 seconds are in the file" in fault_of(path)


@pytest.mark.parametrize("cover", [False, True])
def test_only_sound(clip: Clip, tmp_path: Path, *, cover: bool) -> None:
    path = tmp_path / "memo.m4a"
    picture = tmp_path / "cover.png"
    ffmpeg("-i", clip(), "-frames:v", "1", picture)
    art = ("-i", picture, "-map", "0:a", "-map", "1:v", "-c:v", "copy", "-disposition:v", "attached_pic")
    ffmpeg("-i", clip(sound="mono"), *(art if cover else ("-vn",)), "-c:a", "copy", path)
    assert "has no picture" in fault_of(path)


def test_a_codec_that_nobody_knows(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "future.mp4"
    path.write_bytes(clip().read_bytes().replace(b"avc1", b"zzz1"))
    assert "format that vidkit cannot read" in fault_of(path)


def test_copy_protected(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "bought.mp4"
    lock = ("-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "76" * 16, "-encryption_kid", "a7" * 16)
    ffmpeg("-i", clip(), "-c", "copy", *lock, path)
    assert "copy-protected" in fault_of(path)


def test_pictures_that_are_noise(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "noise.mp4"
    whole = clip().read_bytes()
    begin, end = whole.index(b"mdat") + 4, whole.index(b"moov") - 4
    path.write_bytes(whole[:begin] + np.random.default_rng(1).bytes(end - begin) + whole[end:])
    assert "damaged" in fault_of(path)


def test_an_empty_picture_track(clip: Clip, tmp_path: Path) -> None:
    path = tmp_path / "nothing.mp4"
    ffmpeg("-i", clip(sound="mono", keyframes=60), "-c", "copy", path)
    whole = bytearray(path.read_bytes())
    sizes = whole.index(b"stsz")  # the picture's sample sizes come first
    whole[sizes + 12 : sizes + 16] = bytes(4)
    path.write_bytes(whole)
    assert "no picture" in fault_of(path)


@pytest.mark.parametrize("seed", range(40))
def test_random_damage_never_ends_in_a_traceback(
    clip: Clip, tmp_path: Path, seed: int, capfd: pytest.CaptureFixture[str]
) -> None:
    chance = np.random.default_rng(seed)
    path = tmp_path / "damaged.mp4"
    whole = bytearray(clip(sound="mono", seconds=0.5).read_bytes())
    begin = whole.index(b"moov") if seed % 2 else 0
    for _change in range(8):
        whole[chance.integers(begin, len(whole))] = int(chance.integers(256))
    path.write_bytes(whole)
    with suppress(InputError):
        assert look(path).picture.width > 0
    assert capfd.readouterr() == ("", "")
