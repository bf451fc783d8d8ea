"""Reads a page strictly: without a fault by the standard's own grammar, every id its own, headings in order."""

from html.parser import HTMLParser

from tinyhtml5.parser import HTMLParser as Strict

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
ADDRESSES = ("href", "src", "poster", "action", "data", "srcset")


class Page(HTMLParser):
    """What a page is made of. `faults` is empty for one that is well built."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.headings: list[int] = []
        self.words: list[str] = []
        self._open: list[str] = []
        assert text.startswith("<!DOCTYPE html>\n")
        strict = Strict()
        strict.parse(text)
        self.faults += [f"line {line}: {name} {about}" for (line, _column), name, about in strict.errors]
        self.feed(text)
        self.close()
        self.faults += [f"never closed: {tag}" for tag in self._open]
        ids = self.values("id")
        self.faults += [f"id twice: {name}" for name in set(ids) if ids.count(name) > 1]
        pointers = [name for value in self.values("aria-labelledby") for name in value.split()]
        pointers += [link[1:] for link in self.values("href") if link.startswith("#")]
        self.faults += [f"points nowhere: {name}" for name in pointers if name not in ids]
        levels = zip([0, *self.headings], self.headings, strict=False)
        self.faults += [f"heading {level} after {before}" for before, level in levels if level > before + 1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if len(named) != len(attrs):
            self.faults.append(f"attribute twice: {tag}")
        self.elements.append((tag, named))
        if tag in ("ul", "ol") or (self._open and self._open[-1] in ("ul", "ol")):
            inside = self._open[-1] if self._open else ""
            if inside in ("ul", "ol") and tag != "li":
                self.faults.append(f"{tag} in {inside}")
        if tag in ("p", "ul", "ol", "dl", "div", "section", "h1", "h2") and "p" in self._open and tag != "video":
            self.faults.append(f"{tag} in p")
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> while {self._open[-1:]} is open")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self._open) and data.strip():
            self.words.append(" ".join(data.split()))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def values(self, attribute: str) -> list[str]:
        return [attributes[attribute] for _tag, attributes in self.elements if attribute in attributes]

    @property
    def addresses(self) -> set[str]:
        return {value for attribute in ADDRESSES for value in self.values(attribute)}

    @property
    def text(self) -> str:
        return " ".join(self.words)
