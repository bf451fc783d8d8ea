"""Music that lies under a reel: found by name or as a file beside the brand, and made so that it can go on for ever."""

from pathlib import Path

import av
import numpy as np
import pytest

from vidkit.brand.inheritance import lineage_of
from vidkit.brand.kit import brand_of, load_brand
from vidkit.brand.music import bed_names, music_file
from vidkit.errors import BrandError

OURS = "trygghetscentret"


def heir(folder: Path, sounds: str) -> str:
    file = folder / "min.toml"
    file.write_text(f'extends = "{OURS}"\n[sounds]\n{sounds}\n', "utf-8")
    return str(file)


def test_nothing_lies_under_a_reel_unless_it_is_asked_for() -> None:
    assert load_brand(OURS).sounds.music == ""


@pytest.mark.parametrize("named", bed_names())
def test_a_bed_that_comes_with_vidkit_goes_by_its_name(tmp_path: Path, named: str) -> None:
    brand = load_brand(heir(tmp_path, f'music = "{named}"'))
    assert Path(brand.sounds.music) == music_file(named, tmp_path)
    assert Path(brand.sounds.music).is_file()
    assert brand.digest != load_brand(OURS).digest


def test_music_of_one_s_own_lies_beside_the_brand_and_its_content_counts(tmp_path: Path) -> None:
    (tmp_path / "egen.mp3").write_bytes(b"one")
    asked = heir(tmp_path, 'music = "egen.mp3"\nmusic_under_lu = 24')
    before = load_brand(asked)
    assert before.sounds.music == str(tmp_path / "egen.mp3")
    (tmp_path / "egen.mp3").write_bytes(b"another")
    after = load_brand(asked)
    assert after.digest != before.digest
    assert after.drawn_digest == before.drawn_digest


@pytest.mark.parametrize("none", ["", "off"])
def test_an_heir_can_do_without_the_music_it_inherits(tmp_path: Path, none: str) -> None:
    loud = Path(heir(tmp_path, 'music = "lugn"')).rename(tmp_path / "mor.toml")
    quiet = tmp_path / "barn.toml"
    quiet.write_text(f'extends = "{loud}"\n[sounds]\nmusic = "{none}"\n', "utf-8")
    assert brand_of(lineage_of(str(quiet))).sounds.music == ""


@pytest.mark.parametrize(
    ("sounds", "expected"),
    [
        ('music = "lungn"', r"“sounds\.music” names lungn, which is not there"),
        ("music = 3", r"“sounds\.music” is 3, but a text in quotes"),
        ("music_under_lu = 6", r"“sounds\.music_under_lu” is 6, but at least 15 was"),
    ],
)
def test_what_cannot_be_is_refused_with_the_names_there_are(tmp_path: Path, sounds: str, expected: str) -> None:
    with pytest.raises(BrandError, match=expected) as caught:
        load_brand(heir(tmp_path, sounds))
    if "names" in expected:
        assert "lugn" in caught.value.hint


@pytest.mark.parametrize("named", bed_names())
def test_a_bed_goes_round_without_a_seam_and_is_even_enough_to_speak_over(named: str, tmp_path: Path) -> None:
    file = music_file(named, tmp_path)
    assert file is not None
    assert file.stat().st_size < 400_000
    with av.open(str(file)) as container:
        rate = container.streams.audio[0].rate
        sound = np.concatenate([frame.to_ndarray().reshape(-1, 2) for frame in container.decode(audio=0)]) / 32768
    assert 16 <= len(sound) / rate <= 32
    bend = np.abs(np.diff(np.concatenate((sound, sound[:64])), n=2, axis=0)).max(axis=1)
    assert bend[-66:].max() <= np.percentile(bend, 99), "no corner where the end meets the beginning"
    seconds = np.sqrt((sound[: len(sound) // rate * rate].reshape(-1, rate * 2) ** 2).mean(axis=1))
    assert 20 * np.log10(seconds.max() / seconds.min()) < 9, "no second far from the others"
