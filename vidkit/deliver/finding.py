"""What an inspection says: one row a rule, with the limit, what was found, and the verdict.

Knows nothing of how anything was measured; the words in it are already in the reader's language.
"""

from collections.abc import Iterable
from enum import Enum

import msgspec


class Verdict(Enum):
    """How a row came out."""

    OK = "ok"
    WARN = "warn"
    """Taken by the platform, but a person should know."""
    FAIL = "fail"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One rule and how the file stands to it."""

    code: str
    """Name of the row for machines, the same in every language: `moov_first`, `frame_rate`."""
    row: str
    limit: str
    """What is asked; empty where the row only tells something."""
    found: str
    verdict: Verdict
    source: str
    """Where the limit comes from."""


class Inspection(msgspec.Struct, frozen=True):
    """All rows, in the order they are shown."""

    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of all rows."""
        return worst(finding.verdict for finding in self.findings)

    @property
    def passed(self) -> bool:
        """True when no row failed; warnings do not count."""
        return self.verdict is not Verdict.FAIL

    def of(self, verdict: Verdict) -> tuple[Finding, ...]:
        """The rows that came out so."""
        return tuple(finding for finding in self.findings if finding.verdict is verdict)

    def row(self, code: str) -> Finding:
        """The row with this code.

        Raises:
            KeyError: there is none.
        """
        for finding in self.findings:
            if finding.code == code:
                return finding
        raise KeyError(code)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The gravest of several verdicts; `OK` for none."""
    return max(verdicts, key=list(Verdict).index, default=Verdict.OK)


def must(holds: bool) -> Verdict:  # noqa: FBT001 - the truth that is judged, not an option
    """`OK` when it holds, else `FAIL`."""
    return Verdict.OK if holds else Verdict.FAIL


def should(holds: bool) -> Verdict:  # noqa: FBT001 - the truth that is judged, not an option
    """`OK` when it holds, else `WARN`."""
    return Verdict.OK if holds else Verdict.WARN
