"""Names of what is on its way, and what lies with a clip."""

import pytest

from vidkit.plan.inbox import is_unfinished, lying_with

ON_THE_WAY = (
    "IMG_0001.MOV.part",
    "IMG_0001.mov.crdownload",
    "IMG_0001.tmp.mp4",
    "~IMG_0001.mp4",
    "~syncthing~IMG_0001.mp4.tmp",
    ".syncthing.IMG_0001.mp4.tmp",
    ".IMG_0001.MOV.icloud",
    ".IMG_0001.mp4.Xy12Zw",
    "IMG_0001.mp4~",
    "IMG_0001.mov.filepart",
    "IMG_0001.mp4.download",
    "Thumbs.db",
)


@pytest.mark.parametrize("name", ON_THE_WAY)
def test_on_its_way(name: str) -> None:
    assert is_unfinished(name)


@pytest.mark.parametrize(
    "name", ["IMG_0001.MOV", "Del 1. Temp och part.mp4", "part.mp4", "a.b.c.mp4", "Öppet hus", "x.srt"]
)
def test_whole(name: str) -> None:
    assert not is_unfinished(name)


def test_a_clip_has_what_is_called_as_it_is_and_a_folder_has_all() -> None:
    files = (
        "a.mp4",
        "a.srt",
        "A.txt",
        "a.jpg",
        "ab.srt",
        "b.mp4",
        "f/1.mp4",
        "f/2.mp4",
        "f/x.srt",
        "f/3.mp4.part",
        "g/1.mp4",
    )
    assert lying_with(["a.mp4"], files) == ("a.mp4", "a.srt", "A.txt")
    assert lying_with(["f/1.mp4", "f/2.mp4"], files) == ("f/1.mp4", "f/2.mp4", "f/x.srt", "f/3.mp4.part")
