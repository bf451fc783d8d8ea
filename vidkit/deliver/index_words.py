"""The fixed words of the page of all reels, in the reader's language: it is read by the staff, not published."""

import msgspec

from vidkit.i18n import gettext as _


class IndexWords(msgspec.Struct, frozen=True, kw_only=True):
    """Every word of the page that no reel brings with it. Words in {braces} are filled in."""

    title: str
    skip: str
    to_do: str
    player: str
    track: str
    film: str
    cover: str
    page: str
    before: str
    failed: str
    marks: str
    play_from: str
    post: str
    copy_post: str
    copied: str
    marked: str
    captions: str
    checks: str
    warned: str
    nothing: str
    about: str


def index_words() -> IndexWords:
    """The words, as the reader reads them."""
    return IndexWords(
        title=_("Reels to publish"),
        skip=_("To the reels"),
        to_do=_("To do"),
        player=_("The film {title}"),
        track=_("Captions"),
        film=_("Play the film"),
        cover=_("Cover"),
        page=_("Page with all text"),
        before=_("The film here is the one made before."),
        failed=_("Checks not passed"),
        marks=_("Read these places again"),
        play_from=_("Play from"),
        post=_("Post text"),
        copy_post=_("Copy"),
        copied=_("Copied"),
        marked=_("Marked: copy it by hand"),
        captions=_("Captions"),
        checks=_("Checks"),
        warned=_("{count} to know of"),
        nothing=_("There is no reel in this folder yet."),
        about=_(
            "This page is written anew whenever the reels are made. What is corrected in a reel's folder is shown "
            "here after that."
        ),
    )
