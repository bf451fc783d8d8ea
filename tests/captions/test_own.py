"""A model folder that a person named: taken when it is whole, and told what is wrong with it when it is not."""

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from vidkit.captions.recognise import choice, own, registry, store
from vidkit.errors import InputError, UsageError, VidkitError

FILES = {"model.bin": b"mine", "config.json": b"{}", "tokenizer.json": b"{}", "vocabulary.txt": b"a"}

Filled = Callable[..., Path]


@pytest.fixture
def filled(cache: Path, tmp_path: Path) -> Filled:
    def made(name: str = "my model", **changes: bytes | None) -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        for file, content in {**FILES, **changes}.items():
            if content is not None:
                (folder / file).write_bytes(content)
        return folder

    return made


def refused(folder: Path | str) -> VidkitError:
    with pytest.raises(VidkitError) as caught:
        choice.choose(str(folder))
    return caught.value


@pytest.mark.parametrize("name", ["my model", "talmodell åäö", "模型", 'a\'b "c"'])
def test_a_whole_folder_is_taken_by_its_weights(filled: Filled, name: str) -> None:
    if sys.platform == "win32" and '"' in name:
        pytest.skip("no name there")
    folder = filled(name)
    chosen = choice.choose(str(folder))
    assert (chosen.folder, chosen.name, chosen.digest) == (folder, name, hashlib.sha256(b"mine").hexdigest())
    (folder / "model.bin").write_bytes(b"mine too")
    assert choice.choose(str(folder)).digest == hashlib.sha256(b"mine too").hexdigest()


def test_weights_are_read_once(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = filled()
    first = choice.choose(str(folder)).digest
    monkeypatch.setattr(store, "digest_of", lambda _path: pytest.fail("read twice"))
    assert choice.choose(str(folder)).digest == first


def test_a_cache_that_cannot_be_written_only_costs_time(filled: Filled, cache: Path) -> None:
    folder = filled()
    cache.write_text("a file where the folder should be")
    assert choice.choose(str(folder)).digest == hashlib.sha256(b"mine").hexdigest()


def test_a_copy_of_a_known_model_is_known(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = filled()
    known = registry.registry()
    tiny = msgspec.structs.replace(known.models[0], digest=hashlib.sha256(b"mine").hexdigest())
    monkeypatch.setattr(choice, "registry", lambda: msgspec.structs.replace(known, models=(tiny,)))
    chosen = choice.choose(str(folder))
    assert (chosen.name, chosen.hearings) == ("kb-tiny", 3)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets few people make links")
def test_links_are_followed(filled: Filled, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(filled())
    assert choice.choose(str(tmp_path / "link")).digest == hashlib.sha256(b"mine").hexdigest()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert isinstance(refused(tmp_path / "loop"), VidkitError)


@pytest.mark.parametrize("missing", ["config.json", "tokenizer.json", "vocabulary.txt"])
def test_what_is_missing_is_named(filled: Filled, missing: str) -> None:
    fault = refused(filled(**{missing: None}))
    assert isinstance(fault, InputError)
    assert missing.partition(".")[0] in fault.message


@pytest.mark.parametrize("name", ["config.json", "preprocessor_config.json"])
@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe"])
def test_a_damaged_description_is_named(filled: Filled, name: str, content: bytes) -> None:
    fault = refused(filled(**{name: content}))
    assert name in fault.message
    assert "damaged" in fault.message


@pytest.mark.parametrize(
    ("file", "hint"),
    [
        ("model.safetensors", "ct2-transformers-converter"),
        ("pytorch_model.bin", "ct2-transformers-converter"),
        ("ggml-model-q5_0.bin", "does not read"),
        ("large-v3.pt", "does not read"),
        ("notes.txt", "CTranslate2's form"),
    ],
)
def test_other_forms_are_told_apart(filled: Filled, file: str, hint: str) -> None:
    folder = filled(**{"model.bin": None, file: b"x"})
    fault = refused(folder)
    assert "model.bin is missing" in fault.message
    assert hint in fault.hint


def test_a_folder_around_the_model_names_the_one_inside(filled: Filled, tmp_path: Path) -> None:
    inner = tmp_path / "models--KBLab--kb-whisper-small" / "snapshots" / "3564d6"
    inner.parent.mkdir(parents=True)
    filled().rename(inner)
    assert str(inner) in refused(inner.parents[1]).hint


def test_a_file_is_no_folder(filled: Filled) -> None:
    folder = filled()
    fault = refused(folder / "model.bin")
    assert isinstance(fault, UsageError)
    assert fault.hint.endswith(str(folder))


@pytest.mark.parametrize("name", ["~nobody-of-that-name/model", "x" * 5000, "./nothing", "."])
def test_a_path_to_nothing(filled: Filled, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert refused(name).message


def test_a_folder_that_may_not_be_read(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(_path: Path) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(own, "_digest", forbidden)
    assert "you have no permission" in refused(filled()).message
