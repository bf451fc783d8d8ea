"""A work folder and the program: where recipes become files. Knows nothing of plans."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from vidkit.errors import OutputError, RenderError, reason
from vidkit.i18n import gettext as _
from vidkit.render.compiler.recipe import Recipe
from vidkit.render.ffmpeg import Asked, Command, Ran, Stop, run
from vidkit.render.program import Program
from vidkit.render.turns import ALONE, Turns

NO_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir prefix="cwd">fonts</dir><cachedir prefix="cwd">font-cache</cachedir></fontconfig>
"""
"""Only what lies in the work folder is a font: the same reel on every machine."""


class Kitchen(msgspec.Struct, frozen=True):
    """Where the work is done, with what, and how it is stopped."""

    folder: Path
    program: Program
    stop: Stop
    turns: Turns = ALONE
    programs: int = 0
    """How many may make windows at once; 0 for as many as the machine carries."""

    def cook(
        self,
        recipe: Recipe,
        *,
        heard: Callable[[int], None] | None = None,
        feed: Iterable[bytes] | None = None,
    ) -> Path:
        """Run `recipe` and give the file it made, an absolute path.

        Raises:
            RenderError: it failed, or made nothing in spite of saying that all went well.
            OutputError: the disk is full.
        """
        self.lay_out(recipe)
        ran = self._run(recipe, heard=heard, feed=feed)
        return self._whole(recipe, recipe.output, ran)

    def cook_parts(
        self, recipe: Recipe, *, heard: Callable[[int], None], finished: Callable[[int, Path], None]
    ) -> None:
        """Run `recipe`, which makes several files and was laid out before, and tell of each as soon as it is there.

        `finished` gets the number of the part and its file, from another thread, and must not raise. When the
        kitchen is asked to stop soon, the part that is being made is finished first. Raises as `cook`, and `Stopped`.
        """
        parts = _Parts(recipe, self, finished)
        try:
            ran = self._run(recipe, heard=heard, feed=None, named=parts.named, stop=parts)
        finally:
            parts.last()
        for name, number in parts.left.items():
            finished(number, self._whole(recipe, name, ran))

    def _whole(self, recipe: Recipe, name: str, ran: Ran) -> Path:
        made = self.folder / name
        size = made.stat().st_size if made.is_file() else 0
        if size == 0:
            raise RenderError(
                _("The program that makes the film said that all went well, but {file} was not made.").format(
                    file=name
                ),
                _("Run the same command again."),
            )
        if size < recipe.size_least or (ran.frames is not None and ran.frames < recipe.frames):
            raise RenderError(
                _("The program that makes the film said that all went well, but {file} is not whole.").format(
                    file=name
                ),
                _("Run the same command again."),
            )
        return made

    def cook_aloud(self, recipe: Recipe) -> tuple[Path, str]:
        """As `cook`, and with the file the end of what the program said."""
        self.lay_out(recipe)
        ran = self._run(recipe, heard=None, feed=None)
        return self._whole(recipe, recipe.output, ran), ran.said

    def listen(self, recipe: Recipe) -> str:
        """Run `recipe` and give the end of what it said."""
        return self._run(recipe, heard=None, feed=None).said

    def _run(
        self,
        recipe: Recipe,
        *,
        heard: Callable[[int], None] | None,
        feed: Iterable[bytes] | None,
        named: Callable[[str], None] | None = None,
        stop: Asked | None = None,
    ) -> Ran:
        command = Command(
            program=self.program.path,
            arguments=recipe.arguments,
            folder=str(self.folder),
            frames=recipe.frames,
        )
        return run(command, feed=feed, heard=heard, named=named, stop=stop or self.stop)

    def lay_out(self, recipe: Recipe) -> None:
        """Write what has to lie beside the recipe. Raises `OutputError`."""
        try:
            for name, text in recipe.texts:
                (self.folder / name).write_text(text, encoding="utf-8", newline="\n")
            if recipe.fonts:
                (self.folder / "fonts").mkdir(exist_ok=True)
                (self.folder / "fonts.conf").write_text(NO_FONTS, encoding="utf-8")
            for font in recipe.fonts:
                if not (self.folder / "fonts" / Path(font).name).exists():
                    shutil.copy(font, self.folder / "fonts")
        except OSError as fault:
            raise OutputError(
                _("{folder} cannot be written to: {fault}.").format(folder=self.folder, fault=reason(fault)),
                _("Free some space, or choose another place with --out."),
            ) from fault


class _Parts:
    """Follows a program that makes several files, and asks it to stop between two of them."""

    def __init__(self, recipe: Recipe, kitchen: Kitchen, finished: Callable[[int, Path], None]) -> None:
        self.left = {name: number for number, name in enumerate(recipe.parts)}
        self._kitchen = kitchen
        self._finished = finished
        self._named: str | None = None
        self._between = False

    @property
    def asked(self) -> bool:
        return self._between or self._kitchen.stop.asked

    def named(self, line: str) -> None:
        """A part is written. It is closed, too, only when the next one is named or the program has ended."""
        if line in self.left:
            self.last()
            self._named = line
            self._between = self._kitchen.stop.asked_soon

    def last(self) -> None:
        """Hand over the part that was named last."""
        if self._named is not None:
            self._finished(self.left.pop(self._named), self._kitchen.folder / self._named)
            self._named = None
