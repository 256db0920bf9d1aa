"""Runs of a stranger in the home: the Train page names what is left out, and shows the others as ever."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.runs.run import create_run
from tests.finished_runs import write_run


@pytest.mark.parametrize("show", ["Training", "All runs"])
def test_what_is_left_out_is_named_and_nothing_breaks(app: AppTest, show: str) -> None:
    harmed, lost, watching = (create_run(QUICK_BASELINE, "pets") for _turn in range(3))
    for run in (harmed, lost, watching):
        write_run(run, 0.7, 0.9, num_epochs=3)
    (harmed.folder / "history.csv").write_text("=1+1")
    (harmed.folder / "best.keras").symlink_to("/etc/passwd")
    (lost.folder / "request.json").write_text(json.dumps(lost.request | {"created": 1e300}))
    watching.append("watch", epoch=1, p_dog=[0.5] * 5)
    for run in (harmed, watching):
        app.switch_page("pages/train.py")
        app.query_params["run"] = run.id
        app.query_params["show"] = show
        app.run()
        assert not app.exception
        said = " ".join(str(element.value) for element in (*app.warning, *app.error))
        if show == "All runs":
            assert "is not listed" in said
        elif run is harmed:
            assert "history" in said
            assert "best" in said
