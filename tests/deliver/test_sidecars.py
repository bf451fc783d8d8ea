"""Caption files in the reel's time, post text and cover within limits."""

import io
from pathlib import Path

import msgspec
import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliver.example import PLAN, SPOKEN
from vidkit.captions.cue import Doubt, Mark
from vidkit.captions.formats import read_captions
from vidkit.deliver.cover import inspect_cover, write_cover
from vidkit.deliver.finding import Verdict
from vidkit.deliver.post import HASHTAG, MENTION, characters, inspect_post, write_post
from vidkit.deliver.sidecars import reel_cues, write_sidecars
from vidkit.errors import InputError, OutputError
from vidkit.plan.platform import Platform


def test_captions_keep_their_words_and_the_reels_time(tmp_path: Path) -> None:
    srt, vtt = write_sidecars(PLAN, tmp_path)
    assert (srt.name, vtt.name) == ("las-dorren.srt", "las-dorren.vtt")
    for path in (srt, vtt):
        cues = read_captions(path).cues
        assert [cue.text for cue in cues] == [" ".join(lines) for _start, _end, lines in SPOKEN]
        for cue, (start, end, _lines) in zip(cues, SPOKEN, strict=True):
            assert abs(cue.start_ms - start * 1000) <= 17  # half a frame: the grid
            assert abs(cue.end_ms - end * 1000) <= 17


def test_a_second_reader_agrees(tmp_path: Path) -> None:
    for path in write_sidecars(PLAN, tmp_path):
        events = pysubs2.load(str(path))
        assert [(event.start, event.end) for event in events] == [(cue.start_ms, cue.end_ms) for cue in reel_cues(PLAN)]


def test_places_to_read_again_stand_in_the_vtt_only(tmp_path: Path) -> None:
    srt, vtt = write_sidecars(PLAN, tmp_path, (Mark(Doubt.LOOKALIKE, "inbrott", 14_500, "inbrot"),))
    assert "NOTE 00:00:14.500" in vtt.read_text(encoding="utf-8")
    assert "inbrot”" not in srt.read_text(encoding="utf-8")


def test_a_reel_without_captions_has_no_caption_files(tmp_path: Path) -> None:
    assert write_sidecars(msgspec.structs.replace(PLAN, cues=()), tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_files_that_cannot_be_written(tmp_path: Path) -> None:
    for write in (write_sidecars, write_post):
        with pytest.raises(OutputError):
            write(PLAN, tmp_path / "nowhere")


# The post


def test_the_post_stands_as_the_plan_has_it(tmp_path: Path, platform: Platform) -> None:
    path = write_post(PLAN, tmp_path)
    assert path.read_bytes() == "Lås dörren!\n\n#Trygghetscentret #Sigtuna #Märsta\n".encode()
    assert {finding.verdict for finding in inspect_post(path.read_text(encoding="utf-8"), platform)} == {Verdict.OK}


@pytest.mark.parametrize(
    ("text", "code", "verdict"),
    [
        ("a" * 2200 + "\n", "post_characters", Verdict.OK),
        ("a" * 2201, "post_characters", Verdict.FAIL),
        ("😀" * 1101, "post_characters", Verdict.FAIL),
        ("#a " * 5, "post_hashtags", Verdict.OK),
        ("#a " * 6, "post_hashtags", Verdict.WARN),
        ("#a " * 31, "post_hashtags", Verdict.FAIL),
        ("@anna " * 20, "post_mentions", Verdict.OK),
        ("@anna " * 21, "post_mentions", Verdict.FAIL),
    ],
)
def test_limits_of_the_post(text: str, code: str, verdict: Verdict, platform: Platform) -> None:
    rows = {finding.code: finding for finding in inspect_post(text, platform)}
    assert rows.pop(code).verdict is verdict
    assert {finding.verdict for finding in rows.values()} == {Verdict.OK}


def test_what_counts_as_a_hashtag_or_a_mention() -> None:
    tags = HASHTAG.findall("#Märsta #112,#trygg_hemma https://a.se/#b &#39; a#b # # #_ ## #åäö.")
    assert tags == ["#Märsta", "#112", "#trygg_hemma", "#åäö"]
    assert MENTION.findall("@sigtuna.kommun info@exempel.se @ (@b) https://t.se/@c") == ["@sigtuna.kommun", "@b"]


@given(st.text())
def test_a_post_is_never_counted_short(text: str) -> None:
    assert characters(text) >= len(text.strip())


# The cover


def test_a_cover_is_small_srgb_and_bare(tmp_path: Path, platform: Platform) -> None:
    from PIL import Image

    picture = Image.effect_noise((1080, 1920), 80).convert("RGBA")
    picture.info["exif"] = b"Exif\0\0secret"
    picture.info["comment"] = b"secret"
    path = write_cover(picture, tmp_path / "x.jpg", platform.cover)
    findings = inspect_cover(path, platform, platform.shapes["reel"])
    assert {finding.verdict for finding in findings} == {Verdict.OK}
    assert b"secret" not in path.read_bytes()
    with Image.open(path) as cover:
        assert not cover.getexif()
        assert cover.info["icc_profile"]
        assert not cover.info.get("progressive", 0)
    again = write_cover(picture, tmp_path / "y.jpg", platform.cover)
    assert again.read_bytes() == path.read_bytes()


def test_quality_steps_down_until_it_fits(tmp_path: Path, platform: Platform) -> None:
    from PIL import Image

    picture = Image.effect_noise((1080, 1920), 80).convert("RGB")
    best = write_cover(picture, tmp_path / "best.jpg", platform.cover).stat().st_size
    tight = msgspec.structs.replace(platform.cover, size_most=best // 2)
    assert write_cover(picture, tmp_path / "small.jpg", tight).stat().st_size <= best // 2
    impossible = msgspec.structs.replace(platform.cover, size_most=1000)
    with pytest.raises(OutputError):
        write_cover(picture, tmp_path / "none.jpg", impossible)
    assert not (tmp_path / "none.jpg").exists()


def test_covers_that_break_the_rules(tmp_path: Path, platform: Platform) -> None:
    from PIL import Image

    def verdicts(picture: Image.Image, **options: object) -> dict[str, str]:
        data = io.BytesIO()
        picture.save(data, **options)  # type: ignore[arg-type]
        path = tmp_path / "cover"
        path.write_bytes(data.getvalue())
        findings = inspect_cover(path, platform, platform.shapes["reel"])
        return {finding.code: finding.verdict.value for finding in findings if finding.verdict is not Verdict.OK}

    assert verdicts(Image.new("RGB", (1080, 1920)), format="PNG") == {"cover_format": "fail"}
    assert verdicts(Image.new("RGB", (1080, 1350)), format="JPEG") == {"cover_pixels": "fail"}
    assert verdicts(Image.new("CMYK", (1080, 1920)), format="JPEG") == {"cover_colours": "fail"}
    broken = Image.new("RGB", (1080, 1920))
    assert verdicts(broken, format="JPEG", icc_profile=b"no profile") == {"cover_colours": "fail"}


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xd8\xff\xe0" + bytes(20)])
def test_a_cover_that_is_no_picture(content: bytes, tmp_path: Path, platform: Platform) -> None:
    path = tmp_path / "cover.jpg"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"cover\.jpg"):
        inspect_cover(path, platform, platform.shapes["reel"])
