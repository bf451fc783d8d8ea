"""The speech models there are, as data from `templates/captions/models.toml`. Knows no network and no disk else."""

from functools import cache

import msgspec

from vidkit import resources


class Model(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A model that can be fetched."""

    name: str
    """As people write it: `kb-small`."""
    repository: str
    revision: str
    """A commit: what it names can never change."""
    digest: str
    """SHA-256 of `model.bin`, hex."""
    bytes: int
    """Size of `model.bin`."""
    errors: float
    """Word error rate on Swedish FLEURS, percent."""
    memory: int
    """Megabytes that recognising takes at most."""
    hearings: int
    """How often a piece is heard, see `hearing.HEARINGS`: small models waver and are quick."""
    licence: str


class Embedded(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The model that Python packages bring, in parts to be joined."""

    name: str
    digest: str
    bytes: int
    errors: float
    memory: int
    hearings: int
    licence: str
    packages: tuple[str, ...]
    """Import names, in the order of the parts of `model.bin`."""
    files: dict[str, str]
    """The other files, all in the first package, with their SHA-256."""


class Registry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of them, and where they are fetched."""

    hub: str
    as_of: str
    models: tuple[Model, ...]
    embedded: Embedded

    def model(self, name: str) -> Model | None:
        """The model called `name`, or None."""
        return next((model for model in self.models if model.name == name), None)

    def named(self, name: str) -> Model | Embedded | None:
        """The model called `name`, the embedded one among them, or None."""
        return self.embedded if name == self.embedded.name else self.model(name)

    def with_digest(self, digest: str) -> Model | Embedded | None:
        """The model whose weights have the SHA-256 `digest`, or None."""
        models: tuple[Model | Embedded, ...] = (*self.models, self.embedded)
        return next((model for model in models if model.digest == digest), None)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name a person may give."""
        return (*(model.name for model in self.models), self.embedded.name)


@cache
def registry() -> Registry:
    """The registry that comes with the program; it is trusted to be right, tests hold it."""
    text = (resources.templates() / "captions" / "models.toml").read_bytes()
    return msgspec.toml.decode(text, type=Registry)
