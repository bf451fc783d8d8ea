"""Every sentence a person sees has its Swedish, and none gets past the catalogue.

After a new or changed sentence: `.ci/messages`, then the translation in vidkit.po, then `.ci/messages` again.
"""

import ast
import ctypes
import errno
import io
import os
import plistlib
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from vidkit import errors, i18n
from vidkit.cli.main import app
from vidkit.plan import decisions
from vidkit.plan.reel_plan import Decision

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "vidkit"
PO = SOURCES / "locale" / "sv" / "LC_MESSAGES" / "vidkit.po"
TYPER = ROOT / ".ci" / "typer-messages.pot"

KEYWORDS = {"_": None, "gettext": None, "mark": None, "ngettext": (1, 2)}
"""As in `.ci/messages`."""

Sentence = str | tuple[str, ...]


@cache
def swedish() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="sv")


@cache
def said() -> frozenset[Sentence]:
    """What the source says now, and what Typer says."""
    found = {row[2] for row in extract_from_dir(SOURCES, [("**.py", "python")], keywords=KEYWORDS)}
    if TYPER.exists():  # left out of the source distribution
        with TYPER.open("rb") as file:
            found |= {sentence for message in read_po(file) for sentence in several(message.id) if sentence}
    return frozenset(found)


def several(text: Sentence | list[str] | None) -> tuple[str, ...]:
    """All forms of a sentence."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def translated() -> list[Message]:
    return [message for message in swedish() if message.id]


def test_every_sentence_is_translated() -> None:
    lacking = [
        sentence
        for sentence in said()
        if (message := swedish().get(sentence)) is None
        or message.fuzzy
        or message.pluralizable != isinstance(sentence, tuple)
        or not all(several(message.string))
    ]
    assert not lacking, "run .ci/messages and translate in vidkit.po: " + "; ".join(map(str, lacking))


def placeholders(text: str) -> set[tuple[str, str, str]]:
    return {
        (name, spec or "", conversion or "")
        for _words, name, spec, conversion in string.Formatter().parse(text)
        if name is not None
    }


def faults(message: Message) -> Iterator[str]:
    """What a translation has that its sentence has not, or the other way round."""
    sources, translations = several(message.id), several(message.string)
    wanted = set().union(*map(placeholders, sources))
    ends = {text.rstrip()[-1] for text in sources} & set(".?!:")
    for source, text in zip(sources, translations, strict=True):
        # One of something need not say its number: “once”.
        if placeholders(text) not in (wanted, placeholders(source)):
            yield f"other placeholders: {text}"
        if edges(text) != edges(sources[0]) or "  " in text.strip():
            yield f"spaces: “{text}”"
        if ends and text.rstrip()[-1] not in ends:
            yield f"another sign at the end: {text}"
        if "“" in text:
            yield f"quotation marks are ”…” in Swedish: {text}"


def edges(text: str) -> tuple[bool, bool]:
    return text.startswith(" "), text.endswith(" ")


def test_a_translation_holds_what_its_sentence_holds() -> None:
    assert [fault for message in translated() if message.string for fault in faults(message)] == []


def test_the_compiled_catalogue_is_what_the_text_says() -> None:
    compiled = io.BytesIO()
    write_mo(compiled, swedish())
    compiled.seek(0)
    with PO.with_suffix(".mo").open("rb") as file:
        kept = [(message.id, message.string) for message in read_mo(file) if message.id]
    assert kept == [(message.id, message.string) for message in read_mo(compiled) if message.id], "run .ci/messages"


# No sentence gets past the catalogue.

TRANSLATING = {"_", "gettext", "ngettext", "mark"}
ERRORS = {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.VidkitError)
}
SHOWN = ERRORS | {
    "print",
    "_say",
    "Noted",
    "Row",
    "Finding",
    "Table",
    "add_column",
    "Option",
    "Argument",
    "Typer",
    "command",
}
"""Calls whose texts a person reads; those of the command line by their keywords below."""
HELP = {"help", "short_help", "epilog", "rich_help_panel", "options_metavar", "subcommand_metavar"}
PROSE = re.compile(r"[^\W\d_]{2,}[,;:.]?\s+[^\W\d_]{2,}")
"""Two words with a space between them."""


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def bare_texts(node: ast.AST) -> Iterator[str]:
    """Every literal text below `node` that goes through no translating call and is no command to type."""
    if isinstance(node, ast.Call) and called(node) in TRANSLATING:
        return
    if isinstance(node, ast.keyword) and node.arg == "command":
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from bare_texts(child)


def escaped(tree: ast.AST) -> Iterator[str]:
    """What `tree` shows a person without asking the catalogue."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = called(call)
        if name in SHOWN:
            for value in (*call.args, *(keyword.value for keyword in call.keywords)):
                yield from (f"line {call.lineno}: {text}" for text in bare_texts(value) if PROSE.search(text))
            for keyword in call.keywords:
                if keyword.arg in HELP:
                    yield from (f"line {call.lineno}: {text}" for text in bare_texts(keyword.value) if text)
        if (
            name in TRANSLATING - {"mark"}
            and call.args
            and isinstance(call.args[0], ast.JoinedStr | ast.Call | ast.BinOp)
        ):
            yield f"line {call.lineno}: only a plain text can be looked up; use .format() on the translation"


def test_no_sentence_gets_past_the_catalogue() -> None:
    modules = sorted(SOURCES.rglob("*.py"))
    assert [
        f"{module.relative_to(ROOT).as_posix()}, {text}"
        for module in modules
        for text in escaped(ast.parse(module.read_text("utf-8")))
    ] == []


@pytest.mark.parametrize(
    "source",
    [
        'raise InputError("This is wrong.")',
        'raise UsageError(_("Wrong."), f"Look at {file} once more.")',
        'print("all well" if well else _("not well"))',
        'typer.Option(help="Loud")',
        'typer.Argument(help="Which file: {}".format(name))',
        'listener(Noted("The clip is old."))',
        '_(f"{name} is old.")',
        '_("{name} is old.".format(name=name))',
    ],
)
def test_an_escaped_sentence_is_seen(source: str) -> None:
    assert list(escaped(ast.parse(source)))


# The command line speaks Swedish.

ENGLISH = re.compile(
    r"\b(Usage|Options|Commands|Arguments|Error|Try|default|required)\b|<(str|bool|int|float|list|Path)\W"
)
"""Typer's own English, also what it does not ask gettext for."""


def command_line(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run in Swedish, on a terminal so wide that no line is broken."""
    noise = ("FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    kept = {name: value for name, value in os.environ.items() if name not in noise}
    wide = {"COLUMNS": "400", "TERMINAL_WIDTH": "400", "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "vidkit", *arguments],
        env=kept | wide | ({"VIDKIT_LANG": "sv"} | environment),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def commands(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command by its words, and every group of them."""
    yield path
    for name, child in getattr(command, "commands", {}).items():
        yield from commands(child, (*path, name))


def english_left(output: str) -> list[str]:
    sentences = [
        text
        for message in translated()
        for text in several(message.id)
        if " " in text.strip() and text not in several(message.string)
    ]
    return [text for text in sentences if text.strip() in output] + [match[0] for match in ENGLISH.finditer(output)]


@pytest.mark.parametrize("path", [*commands(typer.main.get_command(app))], ids=lambda path: " ".join(("vidkit", *path)))
def test_help_is_in_swedish(path: tuple[str, ...]) -> None:
    done = command_line(*path, "--help")
    assert done.returncode == 0
    assert "Användning: " in done.stdout
    assert "Visa den här hjälpen och avsluta." in done.stdout
    assert not english_left(done.stdout)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["reel"], "KLIPP saknas."),
        (["reel", "--titel=x", "a.mov"], "Det finns inget val som heter --titel."),
        (["reel", "a.mov", "--title"], "Något måste stå efter valet --title."),
        (["reel", "a.mov", "--fit=nej"], "Välj något av: auto, crop, blur, pad."),
        (["check", "a.mp4", "--json=1"], "Valet --json ska stå för sig självt, utan värde."),
        (["doctor", "mer"], "”mer” hör inte hemma där."),
        (["rel"], "Det finns inget kommando som heter ”rel”."),
        (["--nej"], "Det finns inget val som heter --nej."),
        (["reel", "a.mov", "--trim=1-2", "--trim=3-4"], "Det finns fler --trim än klipp."),
    ],
)
def test_wrong_use_is_told_in_swedish(arguments: list[str], words: str) -> None:
    done = command_line(*arguments)
    assert done.returncode == errors.UsageError.exit_code
    assert words in done.stderr
    assert done.stdout == ""
    assert not english_left(done.stderr)


def test_the_locale_chooses_for_typer_too() -> None:
    assert "Användning: " in command_line("--help", VIDKIT_LANG="", LANG="sv_SE.UTF-8").stdout
    english = command_line("--help", VIDKIT_LANG="", LANG="de_DE.UTF-8").stdout
    assert "Usage: " in english
    assert "─ Options ─" in english


# Which language.


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("VIDKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    return monkeypatch


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"VIDKIT_LANG": "sv"}, "sv"),
        ({"VIDKIT_LANG": "SV-se"}, "sv"),
        ({"VIDKIT_LANG": "en", "LANG": "sv_SE.UTF-8"}, "en"),
        ({"VIDKIT_LANG": "sv", "LC_ALL": "C"}, "sv"),
        ({"VIDKIT_LANG": "xx"}, "en"),
        ({"VIDKIT_LANG": "xx", "LANG": "sv_SE"}, "sv"),
        ({"LANG": "sv_SE.UTF-8"}, "sv"),
        ({"LANG": "sv_FI@euro"}, "sv"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_MESSAGES": "sv_SE.UTF-8", "LANG": "en_US.UTF-8"}, "sv"),
        ({"LC_ALL": "de_DE.UTF-8", "LANG": "sv_SE.UTF-8"}, "en"),
    ],
    ids=str,
)
def test_the_environment_chooses_the_language(
    nothing_set: pytest.MonkeyPatch, environment: dict[str, str], language: str
) -> None:
    for name, value in environment.items():
        nothing_set.setenv(name, value)
    assert i18n.language() == language


@pytest.mark.parametrize(("number", "language"), [(0x041D, "sv"), (0x081D, "sv"), (0x0409, "en"), (0xFFFF, "en")])
def test_windows_is_asked_for_the_language_of_its_menus(
    nothing_set: pytest.MonkeyPatch, number: int, language: str
) -> None:
    kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda: number)
    nothing_set.setattr(sys, "platform", "win32")
    nothing_set.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    assert i18n.language() == language


@pytest.mark.parametrize(
    ("settings", "language"),
    [
        (plistlib.dumps({"AppleLanguages": ["sv-SE", "en-SE"]}, fmt=plistlib.FMT_BINARY), "sv"),
        (plistlib.dumps({"AppleLanguages": ["en-SE", "sv-SE"]}), "en"),
        (plistlib.dumps({"AppleLanguages": []}), "en"),
        (plistlib.dumps({}), "en"),
        (b"bplist00 torn", "en"),
        (None, "en"),
    ],
)
def test_macos_is_asked_for_its_first_language(
    nothing_set: pytest.MonkeyPatch, tmp_path: Path, settings: bytes | None, language: str
) -> None:
    folder = tmp_path / "Library" / "Preferences"
    folder.mkdir(parents=True)
    if settings is not None:
        (folder / ".GlobalPreferences.plist").write_bytes(settings)
    nothing_set.setattr(sys, "platform", "darwin")
    nothing_set.setattr(Path, "home", lambda: tmp_path)
    assert i18n.language() == language


def test_numbers_decide_the_form(nothing_set: pytest.MonkeyPatch) -> None:
    nothing_set.setenv("VIDKIT_LANG", "sv")
    one, many = "{count} edit list", "{count} edit lists"
    assert i18n.ngettext(one, many, 1).format(count=1) == "1 redigeringslista"
    assert i18n.ngettext(one, many, 2).format(count=2) == "2 redigeringslistor"
    nothing_set.setenv("VIDKIT_LANG", "en")
    assert i18n.ngettext(one, many, 2) == many


def test_what_the_catalogue_lacks_is_said_in_english(nothing_set: pytest.MonkeyPatch) -> None:
    nothing_set.setenv("VIDKIT_LANG", "sv")
    assert i18n.gettext("A sentence that nobody wrote.") == "A sentence that nobody wrote."
    assert i18n.gettext("") == ""


def test_numbers_are_written_as_the_reader_writes_them(nothing_set: pytest.MonkeyPatch) -> None:
    assert i18n.number(12345.678, 1) == "12,345.7"
    nothing_set.setenv("VIDKIT_LANG", "sv")
    assert i18n.number(12345.678, 1) == "12\u00a0345,7"
    assert i18n.number(7) == "7"
    sentence = decisions.in_words(Decision(decisions.TRIMMED, "a.mov", ("1.5", "12.0")))
    assert sentence == "a.mov: 1,5 till 12,0 sekunder används."
    assert "sv-1.2.3" in decisions.in_words(Decision(decisions.CAPTIONS_RECOGNISED, "a.mov", ("x", "sv-1.2.3")))


def test_what_the_system_says_is_said_in_swedish(nothing_set: pytest.MonkeyPatch) -> None:
    nothing_set.setenv("VIDKIT_LANG", "sv")
    assert errors.reason(OSError(errno.ENOSPC, "No space left on device")) == "disken är full"
    assert errors.reason(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert errors.reason(OSError("odd")) == "odd"


def test_no_sentence_hides_inside_an_f_string() -> None:
    """Babel does not look there, so it would stay English without anybody being told."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted(SOURCES.rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS
    ]
    assert hidden == []
