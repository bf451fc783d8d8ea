"""Models on this computer: whole, half, broken or missing; chosen with a reason."""

import hashlib
import os
import sys
from pathlib import Path

import pytest

from vidkit.captions.recognise import choice, embedded, fetch, store
from vidkit.captions.recognise.hearing import HEARINGS
from vidkit.captions.recognise.machine import Machine
from vidkit.captions.recognise.registry import registry
from vidkit.errors import MissingError, OutputError, UsageError, VidkitError


def put(name: str, weights: bytes = b"weights") -> Path:
    with store.prepared(name) as folder:
        digests = {}
        for file, content in {"model.bin": weights, "config.json": b"{}"}.items():
            (folder / file).write_bytes(content)
            digests[file] = hashlib.sha256(content).hexdigest()
        store.write_manifest(name, "here", digests)
    return folder


def test_the_registry_names_what_is_promised() -> None:
    assert set(registry().names) >= {
        "kb-tiny", "kb-base", "kb-small", "kb-medium", "kb-large", "embedded", "openai-tiny", "openai-large-v3",
    }  # fmt: skip
    for model in registry().models:
        assert len(model.digest) == 64
        assert len(model.revision) == 40
        assert model.hearings in HEARINGS
    assert registry().embedded.hearings in HEARINGS


def test_states(cache: Path) -> None:
    assert store.state_of("toy") is store.State.MISSING
    folder = store.folder_of("toy")
    folder.mkdir(parents=True)
    assert store.state_of("toy") is store.State.MISSING
    (folder / "model.bin.part").write_bytes(b"wei")
    assert store.state_of("toy") is store.State.HALF
    put("toy")
    assert store.state_of("toy") is store.State.WHOLE
    (folder / "model.bin").write_bytes(b"cut")
    assert store.state_of("toy") is store.State.BROKEN
    assert store.remove("toy") > 0
    assert store.state_of("toy") is store.State.MISSING


def test_a_manifest_that_cannot_be_read_is_no_manifest(cache: Path) -> None:
    folder = put("toy")
    (folder / store.MANIFEST).write_text('{"schema": 1, "na')
    assert store.state_of("toy") is store.State.HALF


def test_verify_reads_every_byte(cache: Path) -> None:
    folder = put("toy")
    seen: list[int] = []
    assert store.verify("toy", seen.append)
    assert seen[-1] == len(b"weights{}")
    kept = (folder / "model.bin").stat()
    (folder / "model.bin").write_bytes(b"weightz")
    os.utime(folder / "model.bin", ns=(kept.st_atime_ns, kept.st_mtime_ns))
    assert store.state_of("toy") is store.State.WHOLE
    assert not store.verify("toy")
    assert store.state_of("toy") is store.State.BROKEN  # and is trusted no more
    (folder / "model.bin").write_bytes(b"weights")
    assert store.verify("toy")
    assert store.state_of("toy") is store.State.WHOLE


def test_a_model_that_was_copied_is_read_through_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put("toy")
    os.utime(folder / "model.bin", (1, 1))
    assert store.state_of("toy") is store.State.BROKEN
    assert store.ready("toy")
    monkeypatch.setattr(store, "digest_of", lambda *_more: pytest.fail("read twice"))
    assert store.ready("toy")


def test_a_model_that_was_changed_is_read_through_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (put("toy") / "model.bin").write_bytes(b"weightz")
    assert not store.ready("toy")
    monkeypatch.setattr(store, "digest_of", lambda *_more: pytest.fail("read twice"))
    assert not store.ready("toy")


def test_a_model_that_is_being_fetched_is_not_removed(cache: Path) -> None:
    folder = put("toy")
    with store.prepared("toy"), pytest.raises(OutputError, match="still fetching"):
        store.remove("toy")
    assert (folder / "model.bin").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets few people make links")
def test_a_model_on_another_disk_is_removed_there(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "large disk").mkdir()
    store.models_folder().mkdir(parents=True)
    store.folder_of("toy").symlink_to(tmp_path / "large disk")
    put("toy")
    assert store.state_of("toy") is store.State.WHOLE
    assert store.remove("toy") > 0
    assert store.state_of("toy") is store.State.MISSING
    assert not list(tmp_path.glob("large*/*"))


def test_verify_of_what_was_never_here_is_told(cache: Path) -> None:
    with pytest.raises(MissingError, match="toy"):
        store.verify("toy")


def test_the_embedded_model_is_joined_by_digest(model_folder: Path) -> None:
    assert store.digest_of(model_folder / "model.bin") == registry().embedded.digest
    assert not list(model_folder.glob("*.part"))


def test_damaged_packages_are_not_used(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (1, 2):
        (tmp_path / f"model.bin.part{number}").write_bytes(b"wrong")
    monkeypatch.setattr(embedded, "packages_there", lambda: True)
    monkeypatch.setattr(embedded, "_data", lambda _package: tmp_path)
    with pytest.raises(MissingError, match="damaged"):
        embedded.joined()
    assert store.state_of("embedded") is not store.State.WHOLE
    (tmp_path / "model.bin.part2").unlink()
    with pytest.raises(MissingError, match=r"model\.bin\.part2"):
        embedded.joined()


def there(name: str) -> None:
    """Lets the registry's model `name` be here, with small weights whose digest is the registry's all the same."""
    folder = put(name)
    model = registry().model(name)
    assert model is not None
    manifest = store.read_manifest(folder)
    assert manifest is not None
    known = {kept.name: kept.digest for kept in manifest.files} | {"model.bin": model.digest}
    store.write_manifest(name, "here", known)


def machine(memory: int, cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "this_machine", lambda: Machine(memory, cores))


@pytest.fixture
def packages(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the small model could be joined."""
    monkeypatch.setattr(embedded, "packages_there", lambda: True)
    monkeypatch.setattr(embedded, "joined", lambda: cache)


def test_auto_takes_the_good_model_where_it_is(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there("kb-small")
    machine(8000, 4, monkeypatch)
    chosen = choice.choose()
    assert (chosen.name, chosen.engine, chosen.better) == ("kb-small", "faster-whisper", "")
    assert "Swedish" in chosen.why


def test_auto_reads_no_weights(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there("kb-small")
    machine(8000, 4, monkeypatch)
    read: list[Path] = []
    monkeypatch.setattr(store, "digest_of", lambda path, *_more: read.append(path))
    choice.choose()
    assert read == []


@pytest.mark.usefixtures("packages")
def test_auto_falls_back_on_the_small_one_and_says_how_to_get_better(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = choice.choose("auto")
    assert chosen.name == "embedded"
    assert "no network" in chosen.why
    assert "read the captions with care" in chosen.why
    assert "vidkit models get kb-" in chosen.better


@pytest.mark.usefixtures("packages")
@pytest.mark.parametrize("fault", [MissingError("It broke off."), OutputError("The disk is full.")])
def test_a_model_that_cannot_be_fetched_gives_the_small_one_and_says_why(
    monkeypatch: pytest.MonkeyPatch, fault: VidkitError
) -> None:
    def fails(_model: object, _listener: object) -> Path:
        raise fault

    monkeypatch.setattr(fetch, "fetch", fails)
    chosen = choice.choose()
    assert (chosen.name, chosen.why.startswith(fault.message)) == ("embedded", True)


@pytest.mark.usefixtures("packages")
def test_a_week_of_reels_waits_for_a_failing_network_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def fails(model: object, _listener: object) -> Path:
        asked.append(model)
        raise MissingError("It broke off.")

    monkeypatch.setattr(fetch, "fetch", fails)
    assert {choice.choose().why for _reel in range(3)} == {choice.choose().why}
    assert len(asked) == 1


@pytest.mark.usefixtures("packages")
@pytest.mark.parametrize(
    ("here", "memory", "taken"),
    [
        (("kb-base", "kb-tiny"), 8000, "kb-base"),
        (("kb-large", "kb-base"), 8000, "kb-large"),
        (("kb-large", "kb-base"), 2000, "kb-base"),
        (("openai-small",), 8000, "embedded"),
    ],
)
def test_without_network_the_best_that_is_here_and_fits_is_taken(
    monkeypatch: pytest.MonkeyPatch, here: tuple[str, ...], memory: int, taken: str
) -> None:
    for name in here:
        there(name)
    machine(memory, 4, monkeypatch)
    assert choice.choose().name == taken
    assert choice.taken().standing == taken


def test_nothing_at_all_is_exit_code_five(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "packages_there", lambda: False)
    with pytest.raises(MissingError) as caught:
        choice.choose()
    assert caught.value.exit_code == 5
    assert "vidkit[offline]" in caught.value.hint
    assert "--captions off" in caught.value.hint


def test_weights_that_are_not_the_registrys_are_not_used(cache: Path) -> None:
    put("kb-small")
    assert store.state_of("kb-small") is store.State.BROKEN
    with pytest.raises(MissingError, match="damaged"):
        choice.choose("kb-small")


def test_a_named_model_that_is_missing_is_fetched(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def fetched(model: object, _listener: object) -> Path:
        asked.append(str(getattr(model, "name", "")))
        raise MissingError("no")

    monkeypatch.setattr(fetch, "fetch", fetched)
    with pytest.raises(MissingError):
        choice.choose("kb-tiny")
    assert asked == ["kb-tiny"]


@pytest.mark.parametrize(
    ("memory", "cores", "wanted", "why"),
    [
        (6000, 4, "kb-small", "suits this computer"),
        (12_000, 8, "kb-small", "suits this computer"),
        (800, 2, "kb-base", "800 MB of memory is free, and kb-small takes 900"),
        (300, 2, "kb-tiny", "300 MB of memory is free"),
        (6000, 1, "kb-base", "one core"),
    ],
)
def test_auto_wants_what_the_machine_carries_and_says_why(
    cache: Path, monkeypatch: pytest.MonkeyPatch, memory: int, cores: int, wanted: str, why: str
) -> None:
    machine(memory, cores, monkeypatch)
    taken = choice.taken()
    assert taken.wanted == wanted
    assert why in taken.why


def test_names_that_are_none(cache: Path) -> None:
    with pytest.raises(UsageError, match="kb-smal"):
        choice.choose("kb-smal")
    with pytest.raises(UsageError, match="hviskar"):
        choice.choose("auto", "hviskar")


def test_the_reference_engine_must_be_installed(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "openai_there", lambda: False)
    with pytest.raises(MissingError) as caught:
        choice.choose("embedded", "openai-whisper")
    assert "vidkit[openai-whisper]" in caught.value.hint
