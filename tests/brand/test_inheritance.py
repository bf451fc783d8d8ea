"""A brand of a few lines is whole by what it inherits, and says where each of it comes from."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidkit import resources
from vidkit.brand import inheritance
from vidkit.brand.contrast import BODY_TEXT, ratio
from vidkit.brand.inheritance import lineage_of
from vidkit.brand.kit import Brand, load_brand
from vidkit.brand.reading import FaultyBrandError
from vidkit.errors import BrandError

OURS = "trygghetscentret"


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def heir(folder: Path, text: str = "", name: str = "min.toml", extends: str = OURS) -> Path:
    return write(folder / name, f'extends = "{extends}"\n{text}')


def test_a_few_lines_are_a_brand(tmp_path: Path, brand: Brand) -> None:
    file = heir(tmp_path, 'name = "Tryggt"\n[palette]\nprimary = "#5A1846"\n[post]\nhashtags = ["#Tryggt"]\n')
    ours = load_brand(str(file))
    assert (ours.name, ours.organisation) == ("Tryggt", brand.organisation)
    assert (ours.palette.primary, ours.palette.accent) == ("#5A1846", brand.palette.accent)
    assert ours.post.hashtags == ("#Tryggt",), "a list is replaced, not lengthened"
    assert ours.post.text == brand.post.text
    assert ours.mark == brand.mark


def test_shades_of_a_colour_go_with_it(tmp_path: Path, brand: Brand) -> None:
    ours = load_brand(str(heir(tmp_path, '[palette]\nprimary = "#5A1846"\nink = "#2A0F22"\n')))
    assert brand.palette.deep
    assert ours.palette.deep is None
    assert ours.palette.glow == brand.palette.glow
    assert ratio(ours.palette.quiet, ours.palette.paper) >= BODY_TEXT
    kept = load_brand(str(heir(tmp_path, '[palette]\nprimary = "#5A1846"\ndeep = "#3A0A2C"\n')))
    assert kept.palette.deep == "#3A0A2C"


def test_a_typeface_of_one_s_own_takes_the_place_of_a_package(tmp_path: Path, brand: Brand) -> None:
    (tmp_path / "own.ttf").write_bytes(brand.typeface.file().read_bytes())
    ours = load_brand(str(heir(tmp_path, '[typeface]\nregular = "own.ttf"\n')))
    assert ours.typeface.package == ""
    assert ours.typeface.file(bold=True) == tmp_path / "own.ttf"


def test_files_are_found_beside_the_toml_that_names_them(tmp_path: Path) -> None:
    marks = resources.assets() / "marks"
    for folder, mark in (("parent", "porten-on-dark.png"), ("child", "porten-on-light.png")):
        write(tmp_path / folder / "x", "").with_name("mark.png").write_bytes((marks / mark).read_bytes())
    heir(tmp_path / "parent", '[mark]\non_dark = "mark.png"\n', name="brand.toml")
    file = heir(tmp_path / "child", '[mark]\non_light = "mark.png"\n', extends="../parent")
    ours = load_brand(str(file))
    assert Path(ours.mark.on_dark) == tmp_path / "parent" / "mark.png"
    assert Path(ours.mark.on_light) == tmp_path / "child" / "mark.png"
    before = ours.digest
    assert load_brand(str(file)).digest == before
    (tmp_path / "parent" / "mark.png").write_bytes((marks / "porten-on-light.png").read_bytes())
    assert load_brand(str(file)).digest != before, "a file of the parent's is part of the heir"


def test_the_digest_is_of_what_is_in_force(tmp_path: Path, brand: Brand) -> None:
    assert load_brand(str(heir(tmp_path))).digest == brand.digest
    assert load_brand(str(heir(tmp_path, f'name = "{brand.name}"\n'))).digest == brand.digest
    parent = heir(tmp_path, name="mor.toml")
    child = heir(tmp_path, 'organisation = "Tryggt"\n', extends=str(parent))
    before = load_brand(str(child)).digest
    heir(tmp_path, "[sounds]\ngain_db = -3\n", name="mor.toml")
    assert load_brand(str(child)).digest != before


def test_each_value_is_known_by_its_file(tmp_path: Path) -> None:
    mother = heir(tmp_path, '[palette]\naccent = "#F2C14E"\n[intro]\n', name="mor.toml")
    child = heir(tmp_path, '[intro]\nkicker = "Tryggt"\n', extends="mor.toml")
    lineage = lineage_of(str(child))
    ours = inheritance.brand_folder() / f"{OURS}.toml"
    assert lineage.files == (child, mother, ours.resolve())
    assert lineage.written_in("intro.kicker") == child
    assert lineage.written_in("palette.accent") == mother
    assert lineage.written_in("contacts[2].link") == ours.resolve()
    assert lineage.written_in("captions.line_height") == child, "written nowhere: the brand's own file can say it"


def test_a_fault_names_the_file_it_stands_in(tmp_path: Path) -> None:
    mother = heir(tmp_path, '[palette]\naccent = "orange"\n', name="mor.toml")
    child = heir(tmp_path, "[intro]\nseconds = 99\n", extends="mor.toml")
    with pytest.raises(FaultyBrandError) as caught:
        load_brand(str(child))
    told = {fault.key: fault.message for fault in caught.value.faults}
    assert told["palette.accent"].startswith(f"{mother}: ")
    assert told["intro.seconds"].startswith(f"{child}: ")


@pytest.mark.parametrize("named", ["saknas", "saknas.toml", "../saknas/brand.toml", "", 5])
def test_a_parent_that_is_not_there_is_named(tmp_path: Path, named: object) -> None:
    file = write(tmp_path / "min.toml", f"extends = {named if isinstance(named, int) else repr(named)}\n")
    with pytest.raises(BrandError, match="“extends” names") as caught:
        load_brand(str(file))
    assert str(file) in caught.value.message
    assert repr(named) in caught.value.message
    assert OURS in caught.value.hint


@pytest.mark.parametrize("length", [1, 2, 4])
def test_a_circle_is_refused(tmp_path: Path, length: int) -> None:
    for number in range(length):
        heir(tmp_path, name=f"{number}.toml", extends=f"{(number + 1) % length}.toml")
    with pytest.raises(BrandError, match="“extends” leads back to") as caught:
        load_brand(str(tmp_path / "0.toml"))
    assert str(tmp_path / f"{length - 1}.toml") in caught.value.message


def test_a_folder_is_named_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heir(tmp_path / "tryggby", name="brand.toml")
    monkeypatch.chdir(tmp_path)
    for named in ("tryggby", "./tryggby", "tryggby/", "tryggby/brand.toml", str(tmp_path / "tryggby")):
        assert load_brand(named).slug == "tryggby"


tables = st.recursive(
    st.integers() | st.lists(st.integers(), max_size=2),
    lambda children: st.dictionaries(st.sampled_from("abc"), children, max_size=3),
    max_leaves=8,
).filter(lambda content: isinstance(content, dict))


@given(tables, tables)
def test_an_heir_s_own_values_all_stand_and_nothing_is_lost_that_it_does_not_say(
    parent: dict[str, object], own: dict[str, object]
) -> None:
    merged = inheritance._merged(parent, own)
    assert inheritance._merged(merged, own) == merged
    assert inheritance._merged(parent, {}) == parent
    assert inheritance._merged({}, own) == own
    assert set(merged) == set(parent) | set(own)
