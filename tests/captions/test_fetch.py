"""Fetching a model: resumed, checked, never waited for in vain."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from vidkit.captions.recognise import fetch, store
from vidkit.errors import MissingError, VidkitError
from vidkit.events import Event, Progressed, Started, silent

from . import hub as toy
from .hub import FILES, MODEL, WEIGHTS, Hub


@pytest.fixture
def hub(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.delenv("VIDKIT_OFFLINE")
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    with toy.running() as running:
        monkeypatch.setenv("HF_ENDPOINT", running.address)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield running


def weights_asked(hub: Hub) -> list[str]:
    return [wanted for path, wanted in hub.asked if path.endswith("/model.bin")]


def test_a_model_is_fetched_whole_and_told_about(hub: Hub) -> None:
    events: list[Event] = []
    folder = fetch.fetch(MODEL, events.append)
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert store.state_of(MODEL.name) is store.State.WHOLE
    assert store.verify(MODEL.name)
    assert isinstance(events[0], Started)
    last = events[-1]
    assert isinstance(last, Progressed)
    assert last.done == last.total


def test_only_what_an_engine_reads_is_fetched(hub: Hub) -> None:
    folder = fetch.fetch(MODEL, silent)
    kept = {path.name for path in folder.iterdir()} - {store.MANIFEST}
    assert kept == set(FILES) - {"pytorch_model.py", "model.safetensors"}


def test_the_revision_is_pinned(hub: Hub) -> None:
    fetch.fetch(MODEL, silent)
    assert all(MODEL.revision in path for path, _wanted in hub.asked)


def test_what_is_there_is_not_fetched_again(hub: Hub) -> None:
    fetch.fetch(MODEL, silent)
    before = len(hub.asked)
    fetch.fetch(MODEL, silent)
    assert len(hub.asked) == before


def test_a_broken_connection_goes_on_where_it_was(hub: Hub) -> None:
    hub.cut_after = 300_000
    folder = fetch.fetch(MODEL, silent)
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert weights_asked(hub) == ["", "bytes=300000-"]


def test_a_server_without_ranges_sends_all_again(hub: Hub) -> None:
    hub.cut_after = 300_000
    hub.knows_ranges = False
    assert (fetch.fetch(MODEL, silent) / "model.bin").read_bytes() == WEIGHTS


def test_an_interrupted_fetch_leaves_a_part_that_is_resumed(hub: Hub) -> None:
    class StopError(Exception):
        pass

    def stops(event: Event) -> None:
        if isinstance(event, Progressed) and event.done > 500:
            raise StopError

    hub.cut_after = 400_000
    with pytest.raises(StopError):
        fetch.fetch(MODEL, stops)
    assert store.state_of(MODEL.name) is store.State.HALF
    assert not (store.folder_of(MODEL.name) / "model.bin").exists()
    have = (store.folder_of(MODEL.name) / "model.bin.part").stat().st_size
    assert have > 0
    fetch.fetch(MODEL, silent)
    assert weights_asked(hub)[-1] == f"bytes={have}-"
    assert store.verify(MODEL.name)


def test_wrong_bytes_are_thrown_away(hub: Hub) -> None:
    hub.corrupt = True
    with pytest.raises(MissingError, match="not what was asked for"):
        fetch.fetch(MODEL, silent)
    assert store.state_of(MODEL.name) is not store.State.WHOLE
    assert not list(store.folder_of(MODEL.name).glob("model.bin*"))
    hub.corrupt = False
    fetch.fetch(MODEL, silent)
    assert store.verify(MODEL.name)


def test_other_weights_than_the_registrys_are_not_even_asked_for(hub: Hub) -> None:
    hub.listed_digest = "0" * 64
    assert not fetch.hub_answers(MODEL)
    assert not weights_asked(hub)


def test_a_silent_hub_costs_three_seconds_in_all(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "PATIENCE_SECONDS", 0.3)
    hub.silent_seconds = 1.0
    started = time.monotonic()
    assert not fetch.hub_answers(MODEL)
    with pytest.raises(MissingError):
        fetch.fetch(MODEL, silent)
    assert time.monotonic() - started < 0.8


def test_nobody_listening_is_found_out_at_once(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    assert not fetch.hub_answers(MODEL)


@pytest.mark.parametrize("name", ["VIDKIT_OFFLINE", "HF_HUB_OFFLINE"])
def test_no_network_means_none(hub: Hub, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(VidkitError, match="no network") as caught:
        fetch.fetch(MODEL, silent)
    assert caught.value.exit_code == 5
    assert hub.asked == []


def test_only_web_addresses_are_opened(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "file:///etc")
    assert not fetch.hub_answers(MODEL)
