"""Caption files: what people edit is read, what is written is read by others, any text comes through."""

from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pysubs2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidkit.captions.cue import Cue, Doubt, Mark, Origin
from vidkit.captions.formats import clock, in_turn, read_captions, to_srt, to_vtt
from vidkit.captions.lines import plain, safe
from vidkit.errors import InputError

TWO = (Cue(610, 2600, ("Hej och välkommen",)), Cue(3100, 5620, ("Banken frågar aldrig", "efter din kod.")))


def read(folder: Path, content: str | bytes, name: str = "mina ord.srt") -> tuple[Cue, ...]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    captions = read_captions(path)
    assert captions.origin is Origin.PERSON
    return captions.cues


def test_srt_as_every_player_knows_it() -> None:
    assert to_srt(TWO) == (
        "1\n00:00:00,610 --> 00:00:02,600\nHej och välkommen\n\n"
        "2\n00:00:03,100 --> 00:00:05,620\nBanken frågar aldrig\nefter din kod.\n"
    )
    assert to_srt(()) == ""


def test_vtt_with_places_to_read_again() -> None:
    marks = (
        Mark(Doubt.LOOKALIKE, "mod", 3200, "mord"),
        Mark(Doubt.DROPPED, "Svensktextning.nu -->", 9000, "Nobody speaks there."),
    )
    assert to_vtt(TWO, marks) == (
        "WEBVTT\n\nNOTE Language: sv\n\n"
        "00:00:00.610 --> 00:00:02.600\nHej och välkommen\n\n"
        "NOTE 00:00:03.200 “mod” is easily taken for “mord”: listen again.\n\n"
        "00:00:03.100 --> 00:00:05.620\nBanken frågar aldrig\nefter din kod.\n\n"
        "NOTE 00:00:09.000 Left out: “Svensktextning.nu →”. Nobody speaks there.\n"
    )


@pytest.mark.parametrize("doubt", list(Doubt))
def test_every_doubt_has_a_sentence(doubt: Doubt) -> None:
    assert "NOTE 00:00:00.000 " in to_vtt(TWO, (Mark(doubt, "ord", 0, "annat"),))


def test_vtt_escapes_what_would_be_markup() -> None:
    assert "1 &lt; 2 &amp; 3 --&gt; 4" in to_vtt((Cue(0, 1000, ("1 < 2 & 3 --> 4",)),))


def test_clock_grows_past_ninety_nine_hours() -> None:
    assert clock(0) == "00:00:00.000"
    assert clock(360_000_000, ",") == "100:00:00,000"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_encoding_and_line_end(tmp_path: Path, encoding: str, newline: str) -> None:
    cues = (Cue(610, 2600, ("Är det så? – Ja, “absolut”.",)), Cue(3100, 5620, ("Så går det på ön.",)))
    assert read(tmp_path, to_srt(cues).replace("\n", newline).encode(encoding)) == cues


OLD = ["cp1252", "iso-8859-1", "mac-roman", "cp850"]


@pytest.mark.parametrize("encoding", OLD)
@pytest.mark.parametrize(
    "text", ["Hej på dig!", "Är du där?", "Ö", "KÖR FÖRSIKTIGT", "Café Ängsö", "Åk till Märsta, så är allt bäst."]
)
def test_a_few_letters_tell_an_old_encoding(tmp_path: Path, encoding: str, text: str) -> None:
    (cue,) = read(tmp_path, to_srt((Cue(0, 1000, (text,)),)).encode(encoding))
    assert cue.lines == (text,)


def test_a_file_cut_in_a_letter_is_read_but_for_that(tmp_path: Path) -> None:
    raw = to_srt((Cue(0, 1000, ("Både små och stora går på sjön i år å",)),)).encode().rstrip()
    (cue,) = read(tmp_path, raw[:-1])
    assert cue.text == "Både små och stora går på sjön i år \ufffd"


def test_mac_encoding_is_not_taken_for_windows(tmp_path: Path) -> None:
    text = "Så här är det på ön i år, och då åker vi över fjärden för att äta. " * 5
    cues = read(tmp_path, f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n".encode("mac-roman"))
    assert "över fjärden" in cues[0].text


ODD = {
    "missing numbers": "00:00:00,610 --> 00:00:02,600\nHej\n\n00:00:03,100 --> 00:00:05,620\ndå\n",
    "dots": "1\n00:00:00.610 --> 00:00:02.600\nHej\n\n2\n00:00:03.100 --> 00:00:05.620\ndå\n",
    "no hours": "1\n00:00,610 --> 00:02,600\nHej\n\n2\n00:03,100 --> 00:05,620\ndå\n",
    "no empty line": "1\n00:00:00,610 --> 00:00:02,600\nHej\n2\n00:00:03,100 --> 00:00:05,620\ndå\n",
    "empty lines inside": "1\n00:00:00,610 --> 00:00:02,600\n\nHej\n\n\n2\n00:00:03,100 --> 00:00:05,620\n\ndå\n\n\n",
    "tags": '1\n00:00:00,610 --> 00:00:02,600\n<font color="red"><i>Hej</i></font>\n\n'
    "2\n00:00:03,100 --> 00:00:05,620\n{\\an8}<b>då</b>\n",
    "other arrows": "1\n00:00:00,610 -> 00:00:02,600\nHej\n\n2\n00:00:03,100 –> 00:00:05,620\ndå\n",
    "spaces": "1\n  00:00:00,610  -->  00:00:02,600  \n  Hej \n\n2\n00 : 00 : 03 , 100 --> 00:00:05,620\ndå\n",
    "coordinates": "1\n00:00:00,610 --> 00:00:02,600 X1:100 X2:200\nHej\n\n2\n00:00:03,100 --> 00:00:05,620\ndå\n",
    "out of order": "2\n00:00:03,100 --> 00:00:05,620\ndå\n\n1\n00:00:00,610 --> 00:00:02,600\nHej\n",
    "empty cues": "1\n00:00:00,610 --> 00:00:02,600\nHej\n\n2\n00:00:02,700 --> 00:00:02,900\n\n\n"
    "3\n00:00:03,100 --> 00:00:05,620\ndå\n",
    "doubled numbers": "1\n1\n00:00:00,610 --> 00:00:02,600\nHej\n\n1\n2\n00:00:03,100 --> 00:00:05,620\ndå\n",
    "numbers of a longer file": "7\n00:00:00,610 --> 00:00:02,600\nHej\n8\n00:00:03,100 --> 00:00:05,620\ndå\n",
    "a number after the last": "1\n00:00:00,610 --> 00:00:02,600\nHej\n\n2\n00:00:03,100 --> 00:00:05,620\ndå\n\n3\n",
    "every row twice ended": "1\n\n00:00:00,610 --> 00:00:02,600\n\nHej\n\n2\n\n00:00:03,100 --> 00:00:05,620\n\ndå\n",
    "carriage returns twice": "1\r\r\n00:00:00,610 --> 00:00:02,600\r\r\nHej\r\r\n\r\r\n"
    "2\r\r\n00:00:03,100 --> 00:00:05,620\r\r\ndå\r\r\n",
    "without width": "\ufeff1\n\u200e00:00:00,610\u200b --> 00:00:02,600\nHej\u200b\n\n"
    "\ufeff2\n\ufeff00:00:03,100 -->\u200b 00:00:05,620\nd\u2060å\n",
    "tabs": "1\n00:00:00,610\t-->\t00:00:02,600\n\tHej\t\n\n2\n00:00:03,100 --> 00:00:05,620\ndå\n",
    "long fractions": "1\n0:0:0.610000 --> 0:0:2;6\nHej\n\n2\n00:00:03:100 --> 0:5.62\ndå\n",
    "a null": "1\n00:00:00,610 --> 00:00:02,600\nH\0ej\n\n2\n00:00:03,100 --> 00:00:05,620\ndå\n\0\0",
    "two VTT in one": "WEBVTT\n\n00:00.610 --> 00:02.600\nHej\n\nWEBVTT\n\n00:03.100 --> 00:05.620\ndå\n",
    "times in a note": "\nWEBVTT 00:00 --> 00:01\n\nNOTE\n00:00.100 -> 00:00.200 bort\n\n"
    "00:00.610 --> 00:02.600\nHej\n\n00:03.100 --> 00:05.620\nd&aring;\n",
    "vtt": "WEBVTT\n\nSTYLE\n::cue { color: red }\n\nNOTE läs igen\n\nmitt namn\n"
    "00:00.610 --> 00:02.600 line:0\n<v Anna>Hej\n\nNOTE mer\ntext\n\n00:03.100 --> 00:05.620\nd&aring;\n",
}  # fmt: skip


@pytest.mark.parametrize("content", ODD.values(), ids=ODD.keys())
def test_what_people_do_to_files(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, content) == (Cue(610, 2600, ("Hej",)), Cue(3100, 5620, ("då",)))


def test_a_figure_alone_is_text_and_no_number(tmp_path: Path) -> None:
    cues = read(tmp_path, "1\n00:00:01,000 --> 00:00:02,000\nRing\n112\n\n2\n00:00:03,000 --> 00:00:04,000\n114 14\n")
    assert [cue.lines for cue in cues] == [("Ring", "112"), ("114 14",)]


@pytest.mark.parametrize(
    "garbage",
    ["1:" * 20_000, "0:0" + " " * 20_000 + "--", "<i " * 9000, "\u200b" * 30_000, "1" * 40_000],
    ids=["colons", "spaces", "tags", "no width", "figures"],
)
def test_garbage_does_not_hang_the_reader(tmp_path: Path, garbage: str) -> None:
    before, after = read(
        tmp_path, f"1\n00:00:01,000 --> 00:00:02,000\n{garbage}\nHej\n\n2\n00:00:03,000 --> 00:00:04,000\ndå\n"
    )
    assert (before.lines[-1], after.lines) == ("Hej", ("då",))


def test_a_time_counted_in_frames_is_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 2"):
        read(tmp_path, "1\n00:00:01:12 --> 00:00:02:24\nHej\n")


def test_a_sentence_with_an_arrow_is_no_time(tmp_path: Path) -> None:
    (cue,) = read(tmp_path, "1\n00:00:01,000 --> 00:00:02,000\nTåget går 10:15 --> 11:20\n")
    assert cue.text == "Tåget går 10:15 --> 11:20"


def test_a_line_end_written_as_a_tag(tmp_path: Path) -> None:
    (cue,) = read(tmp_path, "1\n00:00:01,000 --> 00:00:02,000\nHej<br>på<BR />dig\n")
    assert cue.lines == ("Hej", "på", "dig")


def test_less_than_and_braces_are_text(tmp_path: Path) -> None:
    cues = read(tmp_path, "1\n00:00:01,000 --> 00:00:02,000\n3 < 4 {så} > <3\n")
    assert cues[0].lines == ("3 < 4 {så} > <3",)


def test_overlapping_cues_take_turns() -> None:
    overlapping = (Cue(0, 3000, ("Först",)), Cue(2000, 4000, ("Sedan",)), Cue(2000, 5000, ("Samtidigt",)))
    assert in_turn(overlapping) == (Cue(0, 2000, ("Först",)), Cue(2000, 5000, ("Sedan", "Samtidigt")))


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "not a single caption"),
        (b"Bara text.\n", "not a single caption"),
        (b"WEBVTT\n", "not a single caption"),
        (b"PK\x03\x04 all the rest of it \x00 and more", "not a text file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a text file"),
        (b"1\n00:00:01,000 --> 00:00:xx\nHej\n", "line 2"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nHej\n\n2\n00:00:05,000 --> 00:00:04,000\nbak\n", "line 6"),
    ],
)
def test_hopeless_files_are_told_by_name_and_line(tmp_path: Path, content: bytes, named: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, content)
    assert named in caught.value.message
    assert "mina ord.srt" in caught.value.message
    assert caught.value.hint


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.srt"):
        read_captions(tmp_path / "none.srt")


def test_other_formats_come_through_pysubs2(tmp_path: Path) -> None:
    subtitles = pysubs2.SSAFile()
    subtitles.append(pysubs2.SSAEvent(start=610, end=2600, text=r"{\i1}Hej\Noch hå{\i0}"))
    assert read(tmp_path, subtitles.to_string("ass"), "mina.ass") == (Cue(610, 2600, ("Hej", "och hå")),)


def test_a_second_reader_agrees() -> None:
    for text in (to_srt(TWO), to_vtt(TWO)):
        events = list(pysubs2.SSAFile.from_string(text))
        assert [(event.start, event.end, tuple(event.plaintext.split("\n"))) for event in events] == [
            (cue.start_ms, cue.end_ms, cue.lines) for cue in TWO
        ]


@pytest.mark.media
def test_odd_files_of_other_projects_are_read_or_refused(shared_media: Path) -> None:
    files = [path for path in (shared_media / "subtitles").rglob("*") if path.suffix in (".srt", ".vtt", ".ass")]
    assert files
    refused: list[InputError] = []
    for path in files:
        try:
            cues = read_captions(path).cues
        except InputError as error:
            refused.append(error)
            continue
        assert all(cue.lines and cue.start_ms < cue.end_ms for cue in cues)
        assert all(before.end_ms <= after.start_ms for before, after in pairwise(cues))
    assert all(error.hint and error.message for error in refused)


@pytest.mark.media
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("srt/gb2312.srt", "宇宙守护神"),
        ("subtitleedit/auto_detect_Danish.srt", "Danske undertekster"),
        ("subtitleedit/auto_detect_windows-1251.srt", "titlovi.com"),
        ("subtitleedit/auto_detect_Russian.srt", "Я не стесняюсь."),
    ],
)
def test_encodings_of_other_languages(shared_media: Path, name: str, text: str) -> None:
    cues = read_captions(shared_media / "subtitles" / name).cues
    assert any(text in line.replace("ss", "s") or text in line for cue in cues for line in cue.lines)


any_line = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(plain)
any_cues = st.lists(
    st.tuples(st.integers(1, 4000), st.integers(1, 4000), st.lists(any_line, min_size=1, max_size=3)),
    min_size=1,
    max_size=6,
)


def in_time(pieces: list[tuple[int, int, list[str]]]) -> tuple[Cue, ...]:
    cues, at = [], 0
    for gap, length, lines in pieces:
        cues.append(Cue(at + gap, at + gap + length, tuple(plain(line) for line in lines)))
        at += gap + length
    return tuple(cues)


@settings(deadline=None)
@given(pieces=any_cues)
def test_any_text_comes_back_from_vtt(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[tuple[int, int, list[str]]]
) -> None:
    cues = in_time(pieces)
    assert read(tmp_path_factory.getbasetemp(), to_vtt(cues), "any.vtt") == cues


@settings(deadline=None)
@given(pieces=any_cues)
def test_any_text_comes_back_from_srt(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[tuple[int, int, list[str]]]
) -> None:
    cues = tuple(Cue(cue.start_ms, cue.end_ms, safe(cue.lines)) for cue in in_time(pieces))
    assert read(tmp_path_factory.getbasetemp(), to_srt(cues), "any.srt") == cues


@settings(deadline=None)
@given(line=any_line.filter(lambda line: not set("<{>→") & set(line)))
def test_safe_leaves_ordinary_text_alone(line: str) -> None:
    assert safe([line]) == (plain(line),)


@settings(deadline=None)
@given(content=st.binary(max_size=300))
def test_no_bytes_break_the_reader(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.srt"
    path.write_bytes(b"1\n00:00:01,000 --> 00:00:02,000\n" + content)
    with suppress(InputError):
        assert read_captions(path).cues
