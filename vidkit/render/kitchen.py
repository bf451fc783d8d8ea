"""A work folder and the program: where recipes become files. Knows nothing of plans."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from vidkit.errors import OutputError, RenderError, reason
from vidkit.i18n import gettext as _
from vidkit.render.compiler.recipe import Recipe
from vidkit.render.ffmpeg import Command, Ran, Stop, run
from vidkit.render.program import Program

NO_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir prefix="cwd">fonts</dir><cachedir prefix="cwd">font-cache</cachedir></fontconfig>
"""
"""Only what lies in the work folder is a font: the same reel on every machine."""


class Kitchen(msgspec.Struct, frozen=True):
    """Where the work is done, with what, and how it is stopped."""

    folder: Path
    program: Program
    stop: Stop

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
        self._lay_out(recipe)
        ran = self._run(recipe, heard=heard, feed=feed)
        made = self.folder / recipe.output
        size = made.stat().st_size if made.is_file() else 0
        if size == 0:
            raise RenderError(
                _("The program that makes the film said that all went well, but {file} was not made.").format(
                    file=recipe.output
                ),
                _("Run the same command again."),
            )
        if size < recipe.size_least or (ran.frames is not None and ran.frames < recipe.frames):
            raise RenderError(
                _("The program that makes the film said that all went well, but {file} is not whole.").format(
                    file=recipe.output
                ),
                _("Run the same command again."),
            )
        return made

    def listen(self, recipe: Recipe) -> str:
        """Run `recipe` and give the end of what it said."""
        return self._run(recipe, heard=None, feed=None).said

    def _run(self, recipe: Recipe, *, heard: Callable[[int], None] | None, feed: Iterable[bytes] | None) -> Ran:
        command = Command(
            program=self.program.path,
            arguments=recipe.arguments,
            folder=str(self.folder),
            frames=recipe.frames,
        )
        return run(command, feed=feed, heard=heard, stop=self.stop)

    def _lay_out(self, recipe: Recipe) -> None:
        try:
            for name, text in recipe.texts:
                (self.folder / name).write_text(text, encoding="utf-8", newline="\n")
            if recipe.fonts:
                (self.folder / "fonts").mkdir(exist_ok=True)
                (self.folder / "fonts.conf").write_text(NO_FONTS, encoding="utf-8")
            for font in recipe.fonts:
                shutil.copy(font, self.folder / "fonts")
        except OSError as fault:
            raise OutputError(
                _("{folder} cannot be written to: {fault}.").format(folder=self.folder, fault=reason(fault)),
                _("Free some space, or choose another place with --out."),
            ) from fault
