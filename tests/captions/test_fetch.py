"""Fetching a model: resumed, checked, never waited for in vain."""

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from vidkit.captions.recognise import fetch, hub, store
from vidkit.errors import MissingError, OutputError, VidkitError
from vidkit.events import Event, Finished, Noted, Progressed, Started, silent

from . import hub as toy
from .hub import FILES, MODEL, UNKNOWN_CERTIFICATE, WEIGHTS, Hub


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def online(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIDKIT_OFFLINE")
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def server(online: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with toy.running() as running:
        monkeypatch.setenv("HF_ENDPOINT", running.address)
        yield running


@pytest.fixture
def second(online: None) -> Iterator[Hub]:
    with toy.running() as running:
        yield running


def weights_asked(server: Hub) -> list[str]:
    return [wanted for path, wanted in server.asked if path.endswith("/model.bin")]


def test_a_model_is_fetched_whole_and_told_about(server: Hub) -> None:
    events: list[Event] = []
    folder = fetch.fetch(MODEL, events.append)
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert store.state_of(MODEL.name) is store.State.WHOLE
    assert store.verify(MODEL.name)
    assert isinstance(events[0], Started)
    assert isinstance(events[-1], Finished)
    last = events[-2]
    assert isinstance(last, Progressed)
    assert last.done == last.total


def test_only_what_an_engine_reads_is_fetched(server: Hub) -> None:
    folder = fetch.fetch(MODEL, silent)
    kept = {path.name for path in folder.iterdir()} - {store.MANIFEST}
    assert kept == set(FILES) - {"pytorch_model.py", "model.safetensors"}


def test_the_revision_is_pinned(server: Hub) -> None:
    fetch.fetch(MODEL, silent)
    assert all(MODEL.revision in path for path, _wanted in server.asked)


def test_what_is_there_is_not_fetched_again(server: Hub) -> None:
    fetch.fetch(MODEL, silent)
    before = len(server.asked)
    fetch.fetch(MODEL, silent)
    assert len(server.asked) == before


def test_a_broken_connection_goes_on_where_it_was(server: Hub) -> None:
    server.cuts = [300_000]
    folder = fetch.fetch(MODEL, silent)
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert weights_asked(server) == ["", "bytes=300000-"]


def test_a_server_without_ranges_sends_all_again(server: Hub) -> None:
    server.cuts = [300_000]
    server.knows_ranges = False
    assert (fetch.fetch(MODEL, silent) / "model.bin").read_bytes() == WEIGHTS


def test_an_interrupted_fetch_leaves_a_part_that_is_resumed(server: Hub) -> None:
    class StopError(Exception):
        pass

    def stops(event: Event) -> None:
        if isinstance(event, Progressed) and event.done > 500:
            raise StopError

    server.cuts = [400_000]
    with pytest.raises(StopError):
        fetch.fetch(MODEL, stops)
    assert store.state_of(MODEL.name) is store.State.HALF
    assert not (store.folder_of(MODEL.name) / "model.bin").exists()
    have = (store.folder_of(MODEL.name) / "model.bin.part").stat().st_size
    assert have > 0
    fetch.fetch(MODEL, silent)
    assert weights_asked(server)[-1] == f"bytes={have}-"
    assert store.verify(MODEL.name)


def test_wrong_bytes_are_thrown_away(server: Hub) -> None:
    server.weights = WEIGHTS[:-1] + b"?"
    with pytest.raises(MissingError, match="not what was asked for"):
        fetch.fetch(MODEL, silent)
    assert store.state_of(MODEL.name) is not store.State.WHOLE
    assert not list(store.folder_of(MODEL.name).glob("model.bin*"))
    assert len(weights_asked(server)) == 1
    server.weights = WEIGHTS
    fetch.fetch(MODEL, silent)
    assert store.verify(MODEL.name)


def begun(content: bytes) -> None:
    with store.prepared(MODEL.name) as folder:
        (folder / "model.bin.part").write_bytes(content)


@pytest.mark.parametrize("beginning", [b"?" * 5000, b"?" * len(WEIGHTS), b"?" * (len(WEIGHTS) + 9)])
def test_a_beginning_of_another_file_is_fetched_anew(server: Hub, beginning: bytes) -> None:
    begun(beginning)
    assert (fetch.fetch(MODEL, silent) / "model.bin").read_bytes() == WEIGHTS
    assert weights_asked(server)[-1] == ""


def test_a_server_that_goes_on_elsewhere_than_asked_is_asked_anew(server: Hub) -> None:
    begun(WEIGHTS[:1000])
    server.lies_about_ranges = True
    assert (fetch.fetch(MODEL, silent) / "model.bin").read_bytes() == WEIGHTS
    assert weights_asked(server) == ["bytes=1000-", ""]


@pytest.mark.parametrize("weights", [WEIGHTS[:-9], WEIGHTS + b"longer"])
def test_a_file_of_another_length_is_refused_before_it_comes(server: Hub, weights: bytes) -> None:
    server.weights = weights
    with pytest.raises(MissingError, match="not what was asked for"):
        fetch.fetch(MODEL, silent)
    assert len(weights_asked(server)) == 1


def test_a_file_that_was_exchanged_on_the_way_is_begun_anew_once(server: Hub) -> None:
    server.cuts = [300_000]

    def exchanges(event: Event) -> None:
        if isinstance(event, Progressed) and event.done > 250_000:
            server.weights = WEIGHTS[::-1]

    with pytest.raises(MissingError, match="not what was asked for"):
        fetch.fetch(MODEL, exchanges)
    assert weights_asked(server) == ["", "bytes=300000-", ""]
    assert not list(store.folder_of(MODEL.name).glob("model.bin*"))


def test_a_line_that_breaks_often_but_brings_something_is_gone_on_with(server: Hub) -> None:
    server.cuts = [100_000] * 9
    fetch.fetch(MODEL, silent)
    assert len(weights_asked(server)) == 10


def test_a_line_that_brings_nothing_any_more_is_given_up(server: Hub) -> None:
    server.cuts = [1000, 0, 0, 0, 0, 0]
    with pytest.raises(MissingError, match="broke off") as caught:
        fetch.fetch(MODEL, silent)
    assert "vidkit models get kb-toy" in caught.value.hint
    assert len(weights_asked(server)) == 1 + fetch.ATTEMPTS
    assert store.state_of(MODEL.name) is store.State.HALF


def test_a_line_that_trickles_is_given_up(server: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "STALL_SECONDS", 0.05)
    monkeypatch.setattr(fetch, "STALL_BYTES", 10_000_000)
    monkeypatch.setattr(fetch, "ATTEMPTS", 1)
    server.trickle_seconds = 0.03
    with pytest.raises(MissingError, match="broke off"):
        fetch.fetch(MODEL, silent)
    assert (store.folder_of(MODEL.name) / "model.bin.part").stat().st_size > 0


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "refuses"),
        (403, "refuses"),
        (404, "does not have it"),
        (407, "proxy"),
        (429, "too much to do"),
        (500, "fault (500)"),
        (503, "fault (503)"),
    ],
)
def test_what_the_server_answers_is_told(server: Hub, status: int, said: str) -> None:
    server.always = status
    with pytest.raises(MissingError) as caught:
        fetch.fetch(MODEL, silent)
    assert said in caught.value.message
    assert caught.value.hint
    final = status in {401, 403, 404, 407}
    assert len(weights_asked(server)) == (1 if final else fetch.ATTEMPTS)


@pytest.mark.parametrize(("status", "said"), [(403, "refuses"), (404, "does not have it"), (500, "fault (500)")])
def test_a_listing_that_is_refused_is_told(server: Hub, status: int, said: str) -> None:
    server.listing_status = status
    with pytest.raises(MissingError) as caught:
        fetch.fetch(MODEL, silent)
    assert said in caught.value.message
    assert weights_asked(server) == []


def test_a_fault_of_the_server_that_passes_is_waited_for(server: Hub) -> None:
    server.statuses = [500, 429]
    fetch.fetch(MODEL, silent)
    assert store.verify(MODEL.name)


def test_weights_may_stand_on_another_host_and_are_resumed_there(server: Hub, second: Hub) -> None:
    server.moves_to = second.address
    second.cuts = [300_000]
    fetch.fetch(MODEL, silent)
    assert weights_asked(second) == ["", "bytes=300000-"]
    assert store.verify(MODEL.name)


def test_another_host_that_is_silent_costs_one_wait(server: Hub, second: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "READ_SECONDS", 0.2)
    server.moves_to = second.address
    second.files_silent_seconds = 1.0
    began = time.monotonic()
    with pytest.raises(MissingError, match="does not answer"):
        fetch.fetch(MODEL, silent)
    assert time.monotonic() - began < 1.0


def test_the_proxy_that_the_system_names_is_used(second: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://models.invalid")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("http_proxy", second.address)
    fetch.fetch(MODEL, silent)
    assert all(path.startswith("http://models.invalid/") for path, _range in second.asked)
    assert store.verify(MODEL.name)


def test_a_certificate_that_is_not_trusted_is_told(online: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with toy.running(certificate=UNKNOWN_CERTIFICATE) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.address)
        with pytest.raises(MissingError, match="certificate") as caught:
            fetch.fetch(MODEL, silent)
    assert "SSL_CERT_FILE" in caught.value.hint


def test_a_certificate_of_ones_own_is_taken_when_named(online: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with toy.running(certificate=UNKNOWN_CERTIFICATE) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.address)
        monkeypatch.setenv("SSL_CERT_FILE", str(UNKNOWN_CERTIFICATE))
        fetch.fetch(MODEL, silent)
    assert store.verify(MODEL.name)


def test_a_certificate_that_is_bad_on_the_way_is_told(server: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    with toy.running(certificate=UNKNOWN_CERTIFICATE) as other:
        server.moves_to = other.address
        with pytest.raises(MissingError, match="certificate"):
            fetch.fetch(MODEL, silent)
    assert len(weights_asked(server)) == 1


@pytest.mark.parametrize(
    "page",
    [
        b"<html>Sign in to the guest network</html>",
        b"[]",
        b'{"siblings": 1}',
        b'{"siblings": [{"rfilename": 1}]}',
        b"{}",
    ],
)
def test_a_page_in_place_of_the_listing_is_told(server: Hub, page: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    server.page = page
    with pytest.raises(MissingError, match="something else"):
        fetch.fetch(MODEL, silent)
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "vocabulary.json", "model.bin"])
def test_a_model_that_is_not_whole_on_the_hub_is_not_begun(server: Hub, name: str) -> None:
    server.unlisted = {name}
    with pytest.raises(MissingError, match="something else"):
        fetch.fetch(MODEL, silent)
    assert weights_asked(server) == []


def test_other_weights_than_the_registrys_are_not_even_asked_for(server: Hub) -> None:
    server.listed_digest = "0" * 64
    with pytest.raises(MissingError, match="something else"):
        fetch.fetch(MODEL, silent)
    assert not weights_asked(server)


def test_a_silent_hub_costs_three_seconds_in_all(server: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "PATIENCE_SECONDS", 0.3)
    server.silent_seconds = 1.0
    started = time.monotonic()
    for _time in range(3):
        with pytest.raises(MissingError, match="does not answer"):
            fetch.fetch(MODEL, silent)
    assert time.monotonic() - started < 0.8


def test_a_network_that_swallows_everything_costs_three_seconds(online: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "PATIENCE_SECONDS", 0.3)
    with socket.socket() as hole:
        # Listens and never accepts: once its queue is full, nothing comes back, as from a firewall that drops.
        hole.bind(("127.0.0.1", 0))
        hole.listen(0)
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{hole.getsockname()[1]}")
        started = time.monotonic()
        with pytest.raises(MissingError, match="does not answer"):
            fetch.fetch(MODEL, silent)
    assert time.monotonic() - started < 0.8


def test_a_name_that_takes_long_to_look_up_costs_three_seconds(online: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_details: object, **_more: object) -> list[object]:
        time.sleep(1)
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")

    monkeypatch.setattr(hub, "PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr(socket, "getaddrinfo", slow)
    monkeypatch.setenv("HF_ENDPOINT", "http://models.invalid")
    started = time.monotonic()
    with pytest.raises(MissingError, match="does not answer"):
        fetch.fetch(MODEL, silent)
    assert time.monotonic() - started < 0.8


def test_nobody_listening_is_found_out_at_once(online: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(MissingError, match="does not answer"):
        fetch.fetch(MODEL, silent)


@pytest.mark.parametrize("name", ["VIDKIT_OFFLINE", "HF_HUB_OFFLINE"])
def test_no_network_means_none(server: Hub, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(VidkitError, match="not on this computer, and you have asked for no network") as caught:
        fetch.fetch(MODEL, silent)
    assert caught.value.exit_code == 5
    assert f"Unset {name}," in caught.value.hint
    assert server.asked == []


def test_half_fetched_is_told_from_missing_without_network(server: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    begun(WEIGHTS[:10])
    monkeypatch.setenv("VIDKIT_OFFLINE", "1")
    with pytest.raises(VidkitError, match="half fetched"):
        fetch.fetch(MODEL, silent)


@pytest.mark.parametrize("address", ["file:///etc", "models.example", "ftp://models.example"])
def test_only_web_addresses_are_opened(server: Hub, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", address)
    with pytest.raises(MissingError, match="HF_ENDPOINT is no web address"):
        fetch.fetch(MODEL, silent)


class Disk(NamedTuple):
    total: int
    used: int
    free: int


def test_a_disk_without_room_is_told_before_anything_comes(server: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Disk(1, 1, 1_000_000))
    with pytest.raises(OutputError, match="needs 51 MB") as caught:
        fetch.fetch(MODEL, silent)
    assert caught.value.exit_code == 8
    assert weights_asked(server) == []


def test_a_disk_that_fills_up_keeps_what_has_come(server: Hub) -> None:
    def full(event: Event) -> None:
        if isinstance(event, Progressed) and event.done > 100_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    server.cuts = [400_000]
    with pytest.raises(OutputError, match="the disk is full"):
        fetch.fetch(MODEL, full)
    assert len(weights_asked(server)) == 1
    fetch.fetch(MODEL, silent)
    assert weights_asked(server)[-1].startswith("bytes=")


def test_a_cache_that_cannot_be_written_is_told(server: Hub, cache: Path) -> None:
    cache.write_text("a file where the folder should be")
    with pytest.raises(OutputError, match="cannot be kept") as caught:
        fetch.fetch(MODEL, silent)
    assert "VIDKIT_CACHE" in caught.value.hint


def test_two_at_once_fetch_it_once(server: Hub) -> None:
    server.trickle_seconds = 0.02
    heard: list[Event] = []
    threads = [threading.Thread(target=fetch.fetch, args=(MODEL, heard.append)) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert weights_asked(server) == [""]
    assert [event.text for event in heard if isinstance(event, Noted)] == [
        "Another vidkit is fetching the speech model kb-toy: waiting for it."
    ]
    assert store.verify(MODEL.name)


def test_damage_that_was_found_is_mended_by_fetching(server: Hub) -> None:
    weights = fetch.fetch(MODEL, silent) / "model.bin"
    facts = weights.stat()
    weights.write_bytes(b"?" + WEIGHTS[1:])
    os.utime(weights, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert store.state_of(MODEL.name) is store.State.WHOLE  # size and date are what they were
    assert not store.verify(MODEL.name)
    assert store.state_of(MODEL.name) is store.State.BROKEN
    fetch.fetch(MODEL, silent)
    assert weights.read_bytes() == WEIGHTS
    assert store.state_of(MODEL.name) is store.State.WHOLE


def test_a_copied_model_needs_no_network(server: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    (fetch.fetch(MODEL, silent) / "model.bin").touch()
    assert store.state_of(MODEL.name) is store.State.BROKEN
    monkeypatch.setenv("VIDKIT_OFFLINE", "1")
    fetch.fetch(MODEL, silent)
    assert store.state_of(MODEL.name) is store.State.WHOLE


PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from captions.hub import MODEL
from vidkit.captions.recognise import fetch
def told(event):
    print(getattr(event, "done", 0) > 200, flush=True)
fetch.fetch(MODEL, told)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no interrupt to one process alone")
def test_what_is_interrupted_is_kept_and_resumed(server: Hub) -> None:
    server.trickle_seconds = 0.1
    arguments = [sys.executable, "-c", PROGRAM, str(Path(__file__).parents[1])]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if line == "True\n":
                break
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=10)
    have = (store.folder_of(MODEL.name) / "model.bin.part").stat().st_size
    assert 0 < have < len(WEIGHTS)
    assert store.state_of(MODEL.name) is store.State.HALF
    server.trickle_seconds = 0
    fetch.fetch(MODEL, silent)
    assert weights_asked(server)[-1] == f"bytes={have}-"
    assert store.verify(MODEL.name)
