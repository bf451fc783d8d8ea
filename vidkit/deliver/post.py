"""The text that is posted with the film: written as it stands, and counted as the platform counts."""

import re
from pathlib import Path

from vidkit.deliver.faults import writing
from vidkit.deliver.finding import Finding, Verdict, must, should
from vidkit.i18n import gettext as _
from vidkit.i18n import number
from vidkit.plan.platform import Platform
from vidkit.plan.reel_plan import ReelPlan

HASHTAG = re.compile(r"(?<![\w&/])[#＃](?=\w*[^\W_])\w+")
"""A number sign and a word; not the middle of a web address, not an HTML entity."""

MENTION = re.compile(r"(?<![\w.@/])@\w[\w.]*")
"""An at sign and a user's name; not the middle of an e-mail address."""


def write_post(plan: ReelPlan, folder: Path) -> Path:
    """Write `<name>.txt` into `folder`; where it is.

    Raises:
        OutputError: it cannot be written.
    """
    path = folder / f"{plan.name}.txt"
    with writing(path):
        path.write_text(plan.publication.post_text, encoding="utf-8", newline="\n")
    return path


def inspect_post(text: str, platform: Platform) -> tuple[Finding, ...]:
    """How a post's text stands to the platform's limits."""
    rules = platform.post
    length, tags, mentions = characters(text), len(HASHTAG.findall(text)), len(MENTION.findall(text))
    tagged = Verdict.FAIL if tags > rules.hashtags_most else should(tags <= rules.hashtags_warn)
    return (
        Finding(
            code="post_characters",
            row=_("Post text: characters"),
            limit=_("at most {count}").format(count=number(rules.characters_most)),
            found=number(length),
            verdict=must(length <= rules.characters_most),
            source=rules.source,
        ),
        Finding(
            code="post_hashtags",
            row=_("Post text: hashtags"),
            limit=_("at most {most}, better {few}").format(most=rules.hashtags_most, few=rules.hashtags_warn),
            found=number(tags),
            verdict=tagged,
            source=rules.source,
        ),
        Finding(
            code="post_mentions",
            row=_("Post text: mentions"),
            limit=_("at most {count}").format(count=rules.mentions_most),
            found=number(mentions),
            verdict=must(mentions <= rules.mentions_most),
            source=rules.source,
        ),
    )


def characters(text: str) -> int:
    """How long a post is. Counted in UTF-16 units as applications do: an emoji is two or more, never fewer."""
    return len(text.strip().encode("utf-16-le", "surrogatepass")) // 2
