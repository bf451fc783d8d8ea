"""TOML files of one kind that a brand chooses among: those that come with vidkit by name, its own by path."""

import difflib
from pathlib import Path

import msgspec

from vidkit import resources
from vidkit.i18n import gettext as _

SUFFIX = ".toml"


class Library(msgspec.Struct, frozen=True):
    """A folder of `templates/`."""

    folder: str

    def names(self) -> tuple[str, ...]:
        """What comes with vidkit, by name."""
        return tuple(sorted(file.stem for file in self._folder.glob(f"*{SUFFIX}")))

    def places(self, named: str, beside: Path) -> tuple[Path, ...]:
        """Where the file is, or would be, that a brand in the folder `beside` names."""
        return (beside / named,) if named.endswith(SUFFIX) else (self._folder / f"{named}{SUFFIX}",)

    def nearest(self, named: str) -> str:
        """The name that was probably meant; empty where none is near."""
        return next(iter(difflib.get_close_matches(named.casefold(), self.names(), n=1, cutoff=0.5)), "")

    def advice(self, named: str) -> str:
        """What to write instead of a name that nothing has."""
        near = self.nearest(named)
        if near:
            return _("Did you mean “{key}”?").format(key=near)
        return _("Give the path of a TOML file, or one of: {names}.").format(names=", ".join(self.names()))

    @property
    def _folder(self) -> Path:
        return resources.templates() / self.folder
