"""The words that go with the film: title, sentence, post text. In the film's language, from the brand's TOML."""

from collections.abc import Sequence

from vidkit.brand.kit import Brand
from vidkit.errors import BrandError
from vidkit.i18n import gettext as _
from vidkit.ingest.footage import Footage
from vidkit.plan.brief import Brief
from vidkit.plan.reel_plan import Publication


def publish(brief: Brief, brand: Brand, footage: Sequence[Footage]) -> Publication:
    """What is said beside the film.

    Raises:
        BrandError: the brand's post text asks for a field that does not exist.
    """
    title = " ".join(brief.title.split()) or brand.name
    days = sorted(clip.created[:10] for clip in footage if clip.created)
    return Publication(
        title=title,
        summary=brief.summary.strip(),
        language=brand.language,
        organisation=brand.organisation,
        contacts=tuple((contact.label, contact.text, contact.link) for contact in brand.contacts),
        post_text=_post_text(title, brief.summary.strip(), brand),
        shown=brief.shown.strip(),
        place=brief.place.strip(),
        date=days[0] if days else "",
        accessibility_link=brand.web.fault_link,
        accessibility_text=brand.web.fault_text,
        home=brand.web.home,
    )


def _post_text(title: str, summary: str, brand: Brand) -> str:
    contact = "\n".join(f"{contact.label}: {contact.text}" for contact in brand.contacts if contact.in_post)
    try:
        text = brand.post.text.format(title=title, summary=summary, contact=contact)
    except (LookupError, ValueError, AttributeError, TypeError) as fault:
        raise BrandError(
            _("{file}: “post.text” asks for {field}, which does not exist.").format(file=brand.source, field=fault),
            _("Use only {title}, {summary} and {contact} in it."),
        ) from fault
    # An empty summary leaves an empty paragraph behind, which would look like a mistake in the post.
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    tags = " ".join(tag if tag.startswith("#") else f"#{tag}" for tag in brand.post.hashtags)
    return "\n\n".join([*paragraphs, *([tags] if tags else [])]) + "\n"
