"""`vidkit models`: what is here is told from what is half fetched, damaged and missing, and each can be acted on."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from captions import hub as toy
from captions.hub import MODEL, WEIGHTS, Hub
from captions.toy_model import write
from running import Vidkit

from vidkit.captions.recognise import choice, embedded, fetch, registry, shelf, store
from vidkit.captions.recognise import hub as asked_hub


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own, a toy among the models, and no package that brings one."""
    own = msgspec.structs.replace(registry.registry(), models=(MODEL, *registry.registry().models))
    for module in (registry, shelf, choice, embedded, asked_hub, store):
        monkeypatch.setattr(module, "registry", lambda: own)
    monkeypatch.setattr(embedded, "packages_there", lambda: False)
    monkeypatch.setattr(choice, "_fitting", lambda: (MODEL, "It suits this computer."))
    monkeypatch.setattr(choice, "SWEDISH", (MODEL.name, *choice.SWEDISH))
    monkeypatch.setattr(fetch, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(asked_hub, "_listings", {})
    monkeypatch.setattr(choice, "_given_up", {})
    monkeypatch.setenv("VIDKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.delenv("VIDKIT_OFFLINE")
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    with toy.running() as running:
        monkeypatch.setenv("HF_ENDPOINT", running.address)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield running


def states(vidkit: Vidkit) -> dict[str, str]:
    return {row["name"]: row["state"] for row in json.loads(vidkit("models", "list", "--json").out)}


def weights() -> Path:
    return store.folder_of(MODEL.name) / store.WEIGHTS


def test_a_model_from_missing_to_gone(vidkit: Vidkit, hub: Hub) -> None:
    assert states(vidkit)[MODEL.name] == "missing"
    vidkit("models", "path", MODEL.name).refused(5, "is not on this computer")
    got = vidkit("models", "get", MODEL.name)
    assert (got.code, got.out) == (0, "")
    assert "Fetching the speech model" in got.err
    assert "whole and checked" in got.err
    assert states(vidkit)[MODEL.name] == "whole"
    assert vidkit("models", "path", MODEL.name).out == f"{store.folder_of(MODEL.name)}\n"
    assert vidkit("models", "verify", MODEL.name).out == "kb-toy: whole, every byte is right\n"
    asked = len(hub.asked)
    assert "was here already" in vidkit("models", "get", MODEL.name).err
    assert len(hub.asked) == asked
    assert "1 MB became free" in vidkit("models", "remove", MODEL.name).err
    assert states(vidkit)[MODEL.name] == "missing"
    again = vidkit("models", "remove", MODEL.name)
    assert (again.code, again.out) == (0, "")
    assert "nothing to remove" in again.err


def test_fetching_goes_on_where_it_broke_off(vidkit: Vidkit, hub: Hub) -> None:
    hub.cuts = [400_000, 0, 0, 0, 0]
    vidkit("models", "get", MODEL.name).refused(5, "broke off")
    assert states(vidkit)[MODEL.name] == "half"
    assert "half fetched" in vidkit("models", "list").out
    vidkit("models", "path", MODEL.name).refused(5, "half fetched")
    vidkit("models", "verify", MODEL.name).refused(5, "half fetched")
    assert vidkit("models", "verify").code == 0
    assert vidkit("models", "get", MODEL.name).code == 0
    assert weights().read_bytes() == WEIGHTS
    assert {wanted for path, wanted in hub.asked if path.endswith("model.bin")} == {"", "bytes=400000-"}


def test_a_damaged_model_is_told_from_a_missing_one(vidkit: Vidkit, hub: Hub) -> None:
    vidkit("models", "get", MODEL.name)
    facts = weights().stat()
    weights().write_bytes(WEIGHTS[:-1] + b"?")
    os.utime(weights(), ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert states(vidkit)[MODEL.name] == "whole"  # nobody reads gigabytes to make a list
    vidkit("models", "verify", MODEL.name).refused(5, "damaged")
    assert states(vidkit)[MODEL.name] == "broken"
    all_of_them = vidkit("models", "verify")
    assert (all_of_them.code, all_of_them.out) == (5, "kb-toy: damaged\n")
    assert "vidkit models get kb-toy" in all_of_them.err
    assert vidkit("models", "get", MODEL.name).code == 0
    assert weights().read_bytes() == WEIGHTS


def test_a_model_that_was_only_copied_counts_again_once_it_is_read(vidkit: Vidkit, hub: Hub) -> None:
    vidkit("models", "get", MODEL.name)
    weights().touch()
    assert states(vidkit)[MODEL.name] == "broken"
    assert vidkit("models", "verify").code == 0
    assert states(vidkit)[MODEL.name] == "whole"


def test_other_weights_under_the_same_name_are_damage(vidkit: Vidkit) -> None:
    with store.prepared(MODEL.name) as folder:
        (folder / store.WEIGHTS).write_bytes(b"other")
        store.write_manifest(MODEL.name, "elsewhere", {store.WEIGHTS: store.digest_of(folder / store.WEIGHTS)})
    vidkit("models", "verify", MODEL.name).refused(5, "damaged")


def test_no_network_is_said_at_once(vidkit: Vidkit, monkeypatch: pytest.MonkeyPatch) -> None:
    vidkit("models", "get", MODEL.name).refused(5, "you have asked for no network")
    monkeypatch.delenv("VIDKIT_OFFLINE")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    began = time.monotonic()
    vidkit("models", "get", MODEL.name).refused(5, "does not answer")
    assert time.monotonic() - began < 5
    assert states(vidkit)[MODEL.name] == "missing"


@pytest.mark.parametrize("action", ["get", "verify", "path", "remove"])
def test_a_misspelt_name_gets_a_suggestion(vidkit: Vidkit, action: str) -> None:
    ran = vidkit("models", action, "KB-smal")
    ran.refused(2, "no speech model called")
    assert "Did you mean kb-small" in ran.err
    assert "The models are: kb-toy, kb-tiny" in vidkit("models", action, "gpt").err


def test_the_list_says_what_would_be_taken(vidkit: Vidkit, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    first = vidkit("models", "list").out
    assert "vidkit fetches kb-toy once" in first
    assert "Without network" not in first
    assert "It suits this computer." in first
    assert hub.asked == []
    monkeypatch.setattr(embedded, "packages_there", lambda: True)
    assert "Without network it takes embedded" in vidkit("models", "list").out
    vidkit("models", "get", MODEL.name)
    assert "vidkit takes kb-toy" in vidkit("models", "list").out
    assert [row["name"] for row in json.loads(vidkit("models", "list", "--json").out) if row["auto"]] == [MODEL.name]


def test_the_one_in_packages_is_here_only_with_them(vidkit: Vidkit, monkeypatch: pytest.MonkeyPatch) -> None:
    vidkit("models", "get", "embedded").refused(5, "is not installed")
    vidkit("models", "verify", "embedded").refused(5, "is not on this computer")
    assert states(vidkit)["embedded"] == "missing"
    monkeypatch.setattr(embedded, "packages_there", lambda: True)
    assert states(vidkit)["embedded"] == "whole"


def test_nothing_to_verify_is_said(vidkit: Vidkit) -> None:
    ran = vidkit("models", "verify")
    ran.refused(5, "There is no speech model on this computer.")
    assert "vidkit models get kb-toy" in ran.err


def test_a_folder_of_ones_own_is_checked_where_it_stands(vidkit: Vidkit, tmp_path: Path) -> None:
    folder = tmp_path / "min modell"
    write(folder)
    looked = vidkit("models", "verify", str(folder))
    assert (looked.code, looked.out) == (0, f"{folder}: can be read; there is no record of what its bytes should be\n")
    assert vidkit("models", "path", str(folder)).out == f"{folder}\n"
    (folder / "model.bin").write_bytes((folder / "model.bin").read_bytes()[:-9])
    vidkit("models", "verify", str(folder)).refused(6, "damaged or cut short")
    (folder / "model.bin").unlink()
    vidkit("models", "verify", str(folder)).refused(3, "model.bin is missing")
    vidkit("models", "verify", str(tmp_path / "nothing")).refused(2, "no folder of that name")


def test_a_copy_of_a_known_model_is_recognised(vidkit: Vidkit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "from a stick"
    write(folder)
    same = msgspec.structs.replace(MODEL, digest=store.digest_of(folder / "model.bin"))
    monkeypatch.setattr(shelf, "registry", lambda: msgspec.structs.replace(registry.registry(), models=(same,)))
    assert vidkit("models", "verify", str(folder)).out == f"{folder}: whole, the same as kb-toy\n"
