"""The Model page as AppTest sees it: networks to choose, layers explained, the table, one's own network, the quiz."""

import json
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.export.keras_code import as_code
from dogcat.lesson.quiz import draw_questions
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.layers import layer_table
from dogcat.recipe.recipe import BASELINE, QUICK_BASELINE, REGULARIZED, Recipe
from dogcat.runs.recorded import exercise_pair
from dogcat.runs.run import create_run
from dogcat.runs.scheduling.speed import keep_speeds
from dogcat.runs.store import list_runs
from tests.conftest import ROOT, SPEEDS
from tests.pages.helpers import begin_lesson, open_page, press, session_of, texts
from tests.spoken import speak_marked, untranslated


def open_view(app: AppTest, view: str, network: str = "regularized") -> AppTest:
    app.run()
    app.query_params["part"] = view
    app.query_params["network"] = network
    app.switch_page("pages/model.py").run()
    assert not app.exception
    return app


def blocks(app: AppTest) -> list[dict[str, Any]]:
    """What the drawing was given."""
    drawing = next(one.proto for one in app.get("bidi_component") if one.proto.component_name == "dogcat_network")
    found: list[dict[str, Any]] = json.loads(drawing.json)["blocks"]
    return found


def test_the_page_begins_with_the_baseline_drawn(app: AppTest) -> None:
    open_page(app, "model")
    assert not app.exception
    assert [block["name"] for block in blocks(app)] == [row.name for row in layer_table(BASELINE)]
    assert [block["name"] for block in blocks(app) if block["chosen"]] == ["conv_1"]
    assert "3·3·3·32 + 32 = 896" in texts(app.markdown)
    assert "12 layers and 3,453,121 parameters" in texts(app.caption)
    assert app.query_params["network"] == "baseline"


def test_a_recipe_comes_with_the_weights_that_ship_with_the_app(app: AppTest) -> None:
    open_view(app, "The network")
    seed = exercise_pair()["regularized"].recipe.seed
    assert f"The app holds its weights: regularized (recorded, seed {seed})." in texts(app.caption)
    open_view(app, "The network", "quick-baseline")
    assert "holds its weights" not in texts(app.caption)


def test_every_block_explains_itself(app: AppTest) -> None:
    open_view(app, "The network")
    done = begin_lesson(app)
    app.run()
    assert done == []
    for row in layer_table(REGULARIZED):
        session_of(app).model.layer = row.name  # what a click on the block sets
        app.run()
        assert not app.exception
        assert [block["name"] for block in blocks(app) if block["chosen"]] == [row.name]
        assert f"#### {row.name}: {row.kind}" in texts(app.markdown)
    assert done == ["chose-layer"]
    app.query_params["network"] = "baseline"
    session_of(app).model.layer = "dropout"
    app.run()
    assert [block["name"] for block in blocks(app) if block["chosen"]] == ["conv_1"], "there is no such layer"


def test_runs_and_the_draft_of_the_train_page_can_be_chosen(app: AppTest, tiny_set: PictureSet) -> None:
    run = create_run(
        Recipe(picture_size=32, filters=(5,), kernel_size=5, pooling="average"), tiny_set.name, claimed_by=0
    )
    open_view(app, "The network", run.id)
    assert [block["name"] for block in blocks(app)] == ["rescaling", "conv_1", "pool_1", "average", "dense", "output"]
    app.selectbox(key="session.network").set_value("draft").run()
    assert app.query_params["network"] == "draft"
    assert len(blocks(app)) == len(layer_table(QUICK_BASELINE))


def test_a_network_that_is_not_there_is_answered_with_a_word(app: AppTest) -> None:
    open_view(app, "The network", "20260101-000000-gone-abcd")
    assert "There is no network" in app.warning[0].value
    assert app.query_params["network"] == "baseline"


def test_the_table_and_what_differs(app: AppTest) -> None:
    open_view(app, "Table")
    table, comparison = (frame.value for frame in app.dataframe)
    assert table["Param #"].sum() == 3_453_121
    assert table["Share of parameters"].max() == pytest.approx(93.01, abs=0.01)
    assert "**dense** has 93.0% of the parameters and does 1.4% of the operations" in texts(app.markdown)
    marked = comparison[comparison["Layer"].str.startswith("●")]
    assert marked.to_dict("records") == [
        {"Layer": "● dropout", "baseline": "absent", "regularized": "(6272), 0"}
    ]  # fmt: skip
    assert "dropout 0 → 0.5; batch size 20 → 32" in texts(app.caption)
    app.selectbox(key="session.network").set_value("quick-baseline").run()
    assert list(app.dataframe[1].value)[1:] == ["quick-baseline", "quick-regularized"]


def test_one_s_own_network_follows_at_once_and_is_trained(app: AppTest, tiny_set: PictureSet) -> None:
    open_view(app, "Build your own", "baseline")
    assert "Nothing has changed yet" in texts(app.caption)
    app.select_slider(key="built.picture_size").set_value(64).run()
    app.segmented_control(key="built.num_blocks").set_value(2).run()
    app.selectbox(key="built.filters.1").set_value(16).run()
    app.segmented_control(key="built.kernel_size").set_value(5).run()
    app.segmented_control(key="built.pooling").set_value("average").run()
    app.segmented_control(key="built.pixel_range").set_value("-1..1").run()
    app.select_slider(key="built.dense_units").set_value(32).run()
    app.select_slider(key="built.dropout").set_value(0.3).run()
    assert not app.exception
    # What one starts from is the baseline that ships, its seed too: nothing differs from it but what was changed.
    expected = replace(
        exercise_pair()["baseline"].recipe,
        picture_size=64, pixel_range="-1..1", filters=(32, 16), kernel_size=5, pooling="average", dense_units=32,
        dropout=0.3,
    )  # fmt: skip
    table = layer_table(expected)
    assert [block["name"] for block in blocks(app)] == [row.name for row in table]
    assert app.metric[0].value == f"{sum(row.num_parameters for row in table):,}"
    assert app.dataframe[0].value["Param #"].to_list() == [row.num_parameters for row in table]
    assert 'keras.layers.GlobalAveragePooling2D(name="average")' in app.code[0].value
    assert app.code[0].value.strip() in as_code(expected)
    assert {metric.label for metric in app.metric} == {
        "Parameters", "Operations for one picture", "Memory for training", "Time for an epoch, estimated"
    }  # fmt: skip
    assert app.metric[3].value.endswith(" s")
    press(app, "Train this network")
    assert not app.exception
    app.switch_page("pages/train.py").run()
    assert "filters 32, 16 (tutorial: 32, 64, 128, 128)" in texts(app.caption)
    press(app, "Train")
    assert not app.error
    (run,) = list_runs()
    assert run.recipe == expected


def test_changes_are_kept_and_can_be_undone(app: AppTest) -> None:
    open_view(app, "Build your own", "baseline")
    app.select_slider(key="built.dense_units").set_value(64).run()
    app.switch_page("pages/train.py").run()
    open_view(app, "Build your own", "baseline")
    assert "Changed: dense units 64." in texts(app.caption)
    press(app, "Undo all changes")
    assert app.select_slider(key="built.dense_units").value == 512
    assert "Nothing has changed yet" in texts(app.caption)


def test_pictures_that_vanish_are_refused_with_the_layer_and_a_size_that_works(app: AppTest) -> None:
    open_view(app, "Build your own", "baseline")
    app.segmented_control(key="built.num_blocks").set_value(6).run()
    assert not app.exception
    assert "at least 190" in app.error[0].value
    assert "at the layer conv_6" in app.error[0].value
    assert not app.metric
    press(app, "Use pictures of 192 × 192 pixels")
    assert not app.error
    assert blocks(app)[0]["shape"] == "192 × 192 × 3"
    app.segmented_control(key="built.kernel_size").set_value(7).run()
    assert "at least 442" in app.error[0].value
    assert "Use pictures" not in " ".join(button.label for button in app.button)


@pytest.mark.parametrize(("code", "words"), [(None, "…"), (1, "unknown")])
def test_a_machine_that_was_never_measured_says_so(
    app: AppTest,
    monkeypatch: pytest.MonkeyPatch,
    code: int | None,
    words: str,
) -> None:
    monkeypatch.setattr("pages.screens.model.build.expected_epoch_seconds", lambda *_numbers: None)
    monkeypatch.setattr("pages.state.resources.probe_is_due", lambda: True)
    monkeypatch.setattr("pages.state.resources.probe", lambda: SimpleNamespace(poll=lambda: code))
    open_view(app, "Build your own")
    assert app.metric[3].value == words


def test_the_quiz_explains_and_counts(app: AppTest) -> None:
    open_view(app, "Quiz")
    questions = draw_questions(REGULARIZED, 1)
    for number, question in enumerate(questions):
        wrong = next(option for option in question.options if option.text != question.answer)
        answer = question.answer if number else wrong.text
        app.radio(key=f"quiz.{number}").set_value(answer).run()
        assert not app.exception
        assert app.radio(key=f"quiz.{number}").disabled
        assert question.explanation in texts(app.markdown)
        if not number:
            assert wrong.remark in texts(app.markdown)
    assert app.success[0].value == "**4 of 5** answers are right."
    press(app, "Try these again")
    assert app.radio(key="quiz.0").value is None
    assert not app.success
    press(app, "Other questions")
    assert draw_questions(REGULARIZED, 2)[0].text in texts(app.markdown)


def test_another_network_has_other_questions_and_answers_are_kept(app: AppTest) -> None:
    open_view(app, "Quiz")
    app.radio(key="quiz.0").set_value(draw_questions(REGULARIZED, 1)[0].answer).run()
    app.selectbox(key="session.network").set_value("quick-baseline").run()
    assert app.radio(key="quiz.0").value is None
    app.selectbox(key="session.network").set_value("regularized").run()
    assert app.radio(key="quiz.0").value == draw_questions(REGULARIZED, 1)[0].answer


def test_every_sentence_about_a_layer_and_of_the_table_is_translated(
    app: AppTest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speak_marked(monkeypatch)
    open_view(app, "⟦The network⟧")
    for row in layer_table(REGULARIZED):
        session_of(app).model.layer = row.name
        app.run()
        assert untranslated(app) == []
    open_view(app, "⟦Table⟧", "gone")
    assert len(app.dataframe) == 2
    assert untranslated(app) == []


def test_every_sentence_about_one_s_own_network_is_translated(
    app: AppTest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speak_marked(monkeypatch)
    open_view(app, "⟦Build your own⟧", "draft")
    assert untranslated(app) == []
    app.segmented_control(key="built.pooling").set_value("average").run()
    assert untranslated(app) == []
    app.segmented_control(key="built.num_blocks").set_value(6).run()
    assert app.error
    assert untranslated(app) == []


def test_every_sentence_of_the_quiz_is_translated(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    speak_marked(monkeypatch)
    open_view(app, "⟦Quiz⟧")
    for seed in range(1, 5):
        session_of(app).model.quiz_seed = seed
        app.run()
        for number, question in enumerate(draw_questions(REGULARIZED, seed)):
            wrong = next(option.text for option in question.options if option.text != question.answer)
            app.radio(key=f"quiz.{number}").set_value(question.answer if seed == 1 else wrong).run()
            assert untranslated(app) == []
    assert app.success


def test_the_page_speaks_korean(app: AppTest) -> None:
    app.run()
    session_of(app).visitor.language = "ko"
    open_view(app, "퀴즈")
    assert app.title[0].value == "모델"
    assert "이 신경망에 관한 다섯 문제입니다." in texts(app.markdown)
    assert app.query_params["part"] == "퀴즈"


def opened(app: AppTest) -> str:
    (tab,) = [tab for tab in app.tabs if len(tab.children)]
    return tab.label


def test_a_link_opens_its_view_in_whatever_language_it_was_shared(app: AppTest) -> None:
    app.query_params["lang"] = "ko"
    open_view(app, "Quiz")
    assert opened(app) == "퀴즈"


def test_the_open_view_stays_when_another_language_is_chosen(app: AppTest) -> None:
    open_view(app, "Quiz")
    for language, view in (("ko", "퀴즈"), ("en", "Quiz")):
        session_of(app).visitor.language = language
        app.run()
        assert not app.exception
        assert opened(app) == view


@pytest.mark.slow
def test_no_view_loads_tensorflow_or_takes_more_than_200_megabytes(home: object) -> None:
    keep_speeds(SPEEDS)
    code = (
        "import sys, psutil, streamlit.web.server.starlette\n"  # as a server has it
        "from streamlit.testing.v1 import AppTest\n"
        "from pages.state.resources import activation_client\n"
        "app = AppTest.from_file('streamlit_app.py', default_timeout=90).run()\n"
        "for view in sys.argv[1:]:\n"
        "    app.query_params['part'] = view\n"
        "    app.query_params['network'] = 'regularized'\n"
        "    app.switch_page('pages/model.py').run()\n"
        "    assert not app.exception\n"
        "    (opened,) = [tab for tab in app.tabs if len(tab.children)]\n"
        "    assert opened.label == view\n"
        "activation_client().close()\n"
        "print(psutil.Process().memory_info().rss)\n"
        "heavy = {'tensorflow', 'keras', 'cv2', 'sklearn', 'scipy', 'pillow_heif'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    views = ["The network", "Table", "A convolution by hand", "Through the network", "Dropout at work",
             "Build your own", "Quiz"]  # fmt: skip
    result = subprocess.run([sys.executable, "-c", code, *views], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    memory, heavy = result.stdout.splitlines()[-2:]
    assert heavy == "[]"
    assert int(memory) <= 200e6
