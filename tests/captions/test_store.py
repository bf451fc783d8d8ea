"""Models on this computer: whole, half, broken or missing; chosen with a reason."""

import hashlib
from pathlib import Path

import pytest

from vidkit.captions.recognise import choice, embedded, fetch, store
from vidkit.captions.recognise.hearing import HEARINGS
from vidkit.captions.recognise.registry import registry
from vidkit.errors import InputError, MissingError, UsageError


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
    import os

    os.utime(folder / "model.bin", ns=(kept.st_atime_ns, kept.st_mtime_ns))
    assert store.state_of("toy") is store.State.WHOLE
    assert not store.verify("toy")


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


def test_auto_takes_the_good_model_where_it_is(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = registry().model("kb-small")
    assert small is not None
    put("kb-small")
    monkeypatch.setattr(store.Manifest, "digest", property(lambda _self: small.digest))
    monkeypatch.setattr(choice, "_fitting", lambda: small)
    chosen = choice.choose()
    assert (chosen.name, chosen.engine, chosen.better) == ("kb-small", "faster-whisper", "")
    assert "Swedish" in chosen.why


def test_auto_falls_back_on_the_small_one_and_says_how_to_get_better(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "packages_there", lambda: True)
    monkeypatch.setattr(embedded, "joined", lambda: cache)
    chosen = choice.choose("auto")
    assert chosen.name == "embedded"
    assert "no network" in chosen.why
    assert "vidkit models get kb-" in chosen.better


@pytest.mark.parametrize(("answered", "said"), [(0, "does not answer"), (1, "could not be fetched")])
def test_a_hub_that_fails_gives_the_small_one(
    cache: Path, monkeypatch: pytest.MonkeyPatch, answered: int, said: str
) -> None:
    def breaks_off(_model: object, _listener: object) -> Path:
        raise MissingError("broke off")

    monkeypatch.setattr(fetch, "offline", lambda: False)
    monkeypatch.setattr(fetch, "hub_answers", lambda _model: bool(answered))
    monkeypatch.setattr(fetch, "fetch", breaks_off)
    monkeypatch.setattr(embedded, "packages_there", lambda: True)
    monkeypatch.setattr(embedded, "joined", lambda: cache)
    assert said in choice.choose().why


def test_nothing_at_all_is_exit_code_five(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "packages_there", lambda: False)
    with pytest.raises(MissingError) as caught:
        choice.choose()
    assert caught.value.exit_code == 5
    assert "vidkit[offline]" in caught.value.hint
    assert "--captions off" in caught.value.hint


def test_weights_that_are_not_the_registrys_are_refused(cache: Path) -> None:
    put("kb-small")
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


def test_little_memory_gives_a_smaller_model(monkeypatch: pytest.MonkeyPatch) -> None:
    import psutil

    class Memory:
        available = 1_000_000_000

    monkeypatch.setattr(psutil, "virtual_memory", Memory)
    assert choice._fitting().name == "kb-base"


def test_a_folder_of_ones_own(cache: Path, tmp_path: Path) -> None:
    folder = tmp_path / "my model"
    folder.mkdir()
    with pytest.raises(InputError, match=r"model\.bin"):
        choice.choose(str(folder))
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes(b"mine")
    chosen = choice.choose(str(folder))
    assert chosen.digest == hashlib.sha256(b"mine").hexdigest()
    assert choice.choose(str(folder)).digest == chosen.digest
    (folder / "model.bin").write_bytes(b"mine too")
    assert choice.choose(str(folder)).digest == hashlib.sha256(b"mine too").hexdigest()


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
