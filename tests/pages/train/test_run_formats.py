"""Runs of other versions, as the page Train shows them."""

from streamlit.testing.v1 import AppTest

from dogcat.runs.run import Run
from tests.pages.helpers import texts


def test_pages_show_the_first_version_s_run(app: AppTest, first_version_run: Run) -> None:
    app.run()
    app.query_params["run"] = first_version_run.id
    app.switch_page("pages/train.py").run()
    assert not app.exception
    assert app.metric[1].label == "validation"
    assert app.metric[1].value == "62%", "the mean of its two epochs"


def test_a_newer_run_is_a_sentence_on_the_page(app: AppTest, newer_run: Run) -> None:
    app.run()
    app.query_params["run"] = newer_run.id
    app.switch_page("pages/train.py").run()
    assert not app.exception
    app.query_params["show"] = "All runs"
    app.session_state["show"] = "All runs"
    app.run()
    assert not app.exception
    assert "by a newer version of this app" in texts(app.error)
