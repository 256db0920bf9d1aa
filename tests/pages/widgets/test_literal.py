"""Words that somebody chose are shown sign by sign, wherever Markdown or Plotly would read them."""

import pytest

from dogcat.charts.style import plain
from pages.widgets.literal import literal


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("my first_run, 99 % (really!)", "my first_run, 99 % (really!)"),
        ("3 runs: Anna's, Bo's", "3 runs: Anna's, Bo's"),
        ("<img src=x onerror=z()>", r"\<img src=x onerror=z()\>"),
        ("![a](x) [b](y)", r"!\[a\](x) \[b\](y)"),
        ("**a** _b_ ~c~ `d` $e$", r"\*\*a\*\* \_b\_ \~c\~ \`d\` \$e\$"),
        ("&lt; a|b \\", r"\&lt; a\|b \\"),
        ("# a", r"\# a"),
        ("- a", r"\- a"),
        (" + a", r" \+ a"),
        ("1. a", "1\u2060. a"),
        ("a\n# b\n\nc", "a # b  c"),
        (":red[a] :cat: :material/pets:", ":\u2060red\\[a\\] :\u2060cat: :\u2060material/pets:"),
        ("http://x www.x.org a@b.org", "http:\u2060//x www\u2060.x.org a@\u2060b.org"),
        ("a -> b -- c", "a -\u2060\\> b -\u2060- c"),
    ],
)
def test_no_sign_means_anything_to_markdown(text: str, shown: str) -> None:
    assert literal(text) == shown


def test_a_chart_shows_tags_as_they_are() -> None:
    assert plain('<a href="x">&amp;') == '&lt;a href="x"&gt;&amp;amp;'
