"""Every odd file at the page's door."""

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.pictures.refusals import shown_name
from dogcat.runs.run import Run
from pages.widgets.literal import literal
from tests.odd_files import OddFile, odd_files
from tests.pages.helpers import texts
from tests.pages.try_picture.helpers import html, open_try, upload

FILES = odd_files()
PICTURES = [file for file in FILES if not file.refused]
REFUSED = [file for file in FILES if file.refused]


@pytest.mark.usefixtures("shelf")
def test_the_page_answers_all_of_them_at_once(app: AppTest, runs: list[Run]) -> None:
    open_try(app, source="My pictures")
    upload(app, *((file.name, file.data) for file in FILES))
    app.toggle(key="session.shows_table").set_value(True).run()
    table = app.dataframe[0].value
    assert table["Name"].to_list() == [shown_name(file.name) for file in reversed(PICTURES)]
    assert table[["Network 1, P(dog)", "Network 2, P(dog)"]].notna().all(axis=None)
    assert len(app.error) == 1
    said = texts([*app.error, *app.markdown])
    for file in REFUSED:
        assert f"**{literal(shown_name(file.name))}** " in said
        assert file.refused in said
    assert "<script" not in html(app)


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("file", [file for file in PICTURES if file.note], ids=lambda file: file.name)
def test_the_page_says_what_a_picture_is(app: AppTest, runs: list[Run], file: OddFile) -> None:
    open_try(app, source="My pictures")
    upload(app, (file.name, file.data))
    assert file.note in html(app)
