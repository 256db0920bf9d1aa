"""The HTML document of the reports: whole, with its style inside, and no markup from a title."""

from html.parser import HTMLParser

from dogcat.export.html import document, inline


class Tags(HTMLParser):
    """The tags and texts of a document."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: dict[str, dict[str, str | None]] = {}
        self.texts: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes[tag] = dict(attrs)
        if tag not in ("img", "meta"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts[self.open[-1] if self.open else ""] = data


def test_the_document_is_whole_and_needs_no_other_file() -> None:
    found = Tags(document("A & <b>", ["<h1>One</h1>", "<p>two</p>"], "ko", "many"))
    assert found.open == []
    assert found.texts["title"] == "A & <b>"
    assert (found.texts["h1"], found.texts["p"]) == ("One", "two")
    assert "@page" in found.texts["style"]
    assert not {"link", "script", "b"} & set(found.attributes)
    assert found.attributes["html"] == {"lang": "ko"}
    assert found.attributes["body"] == {"class": "many"}
    assert Tags(document("A", [], "en")).attributes["body"] == {}


def test_markdown_of_our_texts_becomes_elements_and_all_else_stays_text() -> None:
    assert inline("**a** and *b*: `c` < d & e") == "<strong>a</strong> and <em>b</em>: <code>c</code> &lt; d &amp; e"
    assert inline("<img src=x onerror=z()>![a](x)") == "&lt;img src=x onerror=z()&gt;![a](x)"
    assert "color: red" in Tags(document("A", [], "en", style="p { color: red; }")).texts["style"]
