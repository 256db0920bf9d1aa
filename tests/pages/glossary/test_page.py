"""The glossary's page as AppTest sees it."""

from streamlit.testing.v1 import AppTest

from dogcat.lesson.glossary import glossary
from tests.pages.helpers import texts


def test_words_are_found_and_lead_to_their_pages(app: AppTest) -> None:
    app.run()
    app.switch_page("pages/words.py").run()
    assert not app.exception
    assert len(app.get("page_link")) == len(glossary())
    app.text_input[0].set_value("DROPout").run()
    assert "**Dropout**  \n:small[Also called: drop-out]" in texts(app.markdown)
    assert len(app.get("page_link")) < 6
    app.text_input[0].set_value("<img onerror=alert(1)>").run()
    assert not app.exception
    assert "Clear the field to see all words." in texts(app.info)


def test_a_misspelled_word_is_answered_with_the_nearest(app: AppTest) -> None:
    app.run()
    app.switch_page("pages/words.py").run()
    app.text_input[0].set_value("overfiting").run()
    assert "Nothing found for “overfiting”. Did you mean: Overfitting" in texts(app.info)
    assert "**Overfitting**" in texts(app.markdown)
    assert app.get("page_link")[0].proto.label.startswith("See it")
