"""The page "Try one picture" as AppTest sees it; a stand-in answers for the process with TensorFlow."""

import base64
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.formparsers import MultiPartParser
from streamlit.testing.v1 import AppTest

from dogcat.analysis.human_baseline import pictures_to_guess
from dogcat.common.permission import COMMAND_LINE
from dogcat.common.types import Arrays
from dogcat.explain import out_of_distribution
from dogcat.explain.measured import measured_unlike, measured_wobbles
from dogcat.explain.out_of_distribution import Reference, shipped_file
from dogcat.explain.perturbations import AXES
from dogcat.explain.protocol import AnswerError
from dogcat.explain.verdict import Verdict
from dogcat.explain.visibility import Attempt, attempted
from dogcat.pictures.decoding import MAX_FILE_BYTES, decode_picture
from dogcat.pictures.picture_set import PictureSet, delete_picture_set
from dogcat.pictures.refusals import shown_name
from dogcat.runs import recorded
from dogcat.runs.names import describe_run
from dogcat.runs.run import Run
from pages.screens.try_picture import own_pictures
from pages.screens.try_picture.stability_curves import CHANGES
from pages.screens.try_picture.subject import subject_of_file
from pages.screens.try_picture.verdict_table import rows_of
from pages.state.try_choices import OwnFile
from pages.widgets.literal import literal
from pages.widgets.own_or_recorded import ANY
from pages.widgets.spreadsheet import as_csv
from tests.conftest import ROOT
from tests.finished_runs import write_run
from tests.pages.helpers import begin_lesson, grid, press, session_of, texts
from tests.pages.try_picture.helpers import StandIn, html, open_try, p_dog_of, upload
from tests.spoken import speak_marked, untranslated

pytestmark = pytest.mark.usefixtures("shelf")


@pytest.fixture
def shipped(shelf: Path, stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The networks that ship with the app, and what they were trained on as the stand-in would describe it."""
    monkeypatch.setattr(recorded, "RECORDED_DIR", ROOT / "assets" / "runs")
    monkeypatch.setattr(out_of_distribution, "SHIPPED_DIR", tmp_path / "likeness")
    noise = np.random.default_rng(1).integers(0, 256, (40, 9, 9, 3), np.uint8)
    looks = {**stand_in.look(noise), "names": np.arange(40).astype(str)}
    for run in recorded.recorded_runs().values():
        if run.model_file.is_file():
            Reference.of(looks, looks).without_pictures().write(shipped_file(run.model_file))


def grid_names(app: AppTest) -> list[str]:
    return [one.proto.component_name for one in app.get("bidi_component") if "variants" in one.proto.component_name]


def data_of(app: AppTest, component: str, number: int = 0) -> dict[str, Any]:
    found = [one.proto for one in app.get("bidi_component") if one.proto.component_name == component]
    data: dict[str, Any] = json.loads(found[number].json)
    return data


def encoded(colour: str, kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, kind, **options)
    return file.getvalue()


def test_without_a_network_the_way_to_one_is_shown(app: AppTest) -> None:
    open_try(app)
    assert "There is no trained network yet" in app.info[0].value
    assert not app.tabs


@pytest.mark.usefixtures("shipped")
def test_the_networks_that_ship_with_the_app_are_asked_first(app: AppTest, stand_in: StandIn, home: Path) -> None:
    open_try(app)
    assert not app.selectbox, "only who wants any two chooses them"
    for run in recorded.exercise_pair().values():
        assert describe_run(run) in texts(app.markdown)
    assert html(app).count('class="dogcat-bar"') == 2
    assert stand_in.asked.count("predict") == 2
    for view in ("Own model", "Guess first"):
        open_try(app, view)
        assert not (home / "pictures" / "drawn").exists(), "nothing is drawn before anybody has asked for it"


@pytest.mark.usefixtures("shipped")
def test_the_networks_that_ship_know_the_strange_without_their_pictures(app: AppTest) -> None:
    open_try(app, source="My pictures")
    upload(app, ("red.png", encoded("red")))
    assert "It is unlike the training pictures (Plain, Regularized)" in texts(app.warning)
    assert "with about this confidence" not in texts(app.caption), "that was measured on cats and dogs"
    assert "That says nothing about this picture" in texts(app.caption)
    helps = " ".join(caption.help or "" for caption in app.caption)
    for run in recorded.exercise_pair().values():
        worth = measured_unlike(run)
        assert worth
        figures = (
            f"The hint found {worth.share_found:.0%} of {worth.num_unlike} simply drawn cups, houses, letters and noise"
        )
        assert f"{figures} (area under the ROC curve {worth.area:.3f})" in helps
    assert not grid_names(app), "there are no training pictures to be shown"


@pytest.mark.usefixtures("shipped")
def test_where_there_are_no_pictures_some_can_be_drawn_and_guessed(
    app: AppTest,
    tiny_set: PictureSet,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dogcat.pictures.synthetic.dataset.NUM_PER_CLASS", {"train": 1, "validation": 2, "test": 1})
    delete_picture_set(tiny_set.name, COMMAND_LINE)
    open_try(app, "Guess first")
    assert "there are none on this computer yet" in texts(app.info)
    assert not app.error
    press(app, "Draw pictures")
    assert not app.exception
    assert "4 validation pictures of drawn (drawn pictures)" in texts(app.markdown)
    assert "from another set" in texts(app.caption)


@pytest.mark.usefixtures("shipped")
def test_any_set_that_is_here_is_guessed_on(app: AppTest, tiny_set: PictureSet) -> None:
    open_try(app, "Guess first")
    assert "12 validation pictures of tiny" in texts(app.markdown)
    assert "The pictures here are from another set: tiny." in texts(app.caption)


def test_one_network_alone_is_asked(app: AppTest, runs: list[Run]) -> None:
    runs[1].model_file.unlink()
    open_try(app)
    assert "A second network can be compared here" in texts(app.caption)
    assert html(app).count('class="dogcat-bar"') == 1


def test_a_picture_of_the_set_gets_both_verdicts(app: AppTest, runs: list[Run], tiny_set: PictureSet) -> None:
    done = begin_lesson(open_try(app))
    app.run()
    assert done == [], "the picture with which the page opens was not chosen"
    assert [app.selectbox(key=f"session.{side}").value for side in ("before", "after")] == [run.id for run in runs]
    picture = tiny_set.pictures("validation")[0]
    assert "cat.4.jpg" in html(app), "it opens with the middle one of the six that are offered"
    session_of(app).try_picture.tried = picture.name
    app.run()
    for run, is_cured in zip(runs, (False, True), strict=True):
        seen = decode_picture(picture.path, run.recipe.picture_size)
        p_dog = float(p_dog_of(seen[None], is_cured)[0])
        assert f"P(dog): {p_dog:.1%}" in html(app)
        assert Verdict(p_dog).text in html(app)
    assert "A cat. This is not a training picture." in html(app)
    all_right = r"Of (\d+) validation predictions with about this confidence, \1 were right"
    assert len(re.findall(all_right, texts(app.caption))) == 2
    overlays = data_of(app, "dogcat_overlay")["items"]
    assert "stretched to 22 × 22 pixels" in overlays[0]["caption"]
    map_of = Image.open(io.BytesIO(base64.b64decode(overlays[1]["map"].split(",")[1])))
    assert (map_of.size, map_of.mode) == ((24, 24), "RGBA")


def test_the_nearest_training_pictures_are_shown_and_the_strange_is_called_so(
    app: AppTest,
    runs: list[Run],
    stand_in: StandIn,
) -> None:
    open_try(app)
    near: Any = grid(app, "near-Network 1")["items"]
    assert near[0]["caption"] == "your picture"
    assert {item["caption"].split(",")[0] for item in near[1:]} <= {"cat", "dog"}
    assert len(near) == 7
    asked = stand_in.asked.count("look_at_split")
    open_try(app, source="My pictures")
    upload(app, ("red.png", encoded("red")))
    assert stand_in.asked.count("look_at_split") == asked, "the set is looked at once"
    assert "**Strange: maybe neither a cat nor a dog.**" in app.warning[0].value
    assert "This is a hint, not a proof." in texts(app.warning)


def test_a_set_that_is_not_here_is_named(app: AppTest, runs: list[Run], tiny_set: PictureSet) -> None:
    tiny_set.folder.rename(tiny_set.folder.with_name(".gone"))
    open_try(app)
    assert session_of(app).try_picture.tried_source == "Examples"
    assert "Network 1 learned from “tiny”. These pictures are not on this computer" in texts(app.caption)
    choose_example(app, "6-teapot")
    assert "<b>teapot</b>" in html(app)


def choose_example(app: AppTest, name: str) -> None:
    """What a click on an example does."""
    session_of(app).try_picture.tried_example = name
    app.run()
    assert not app.exception


def test_of_a_teapot_no_network_is_said_to_be_right(app: AppTest, runs: list[Run]) -> None:
    open_try(app, source="Examples")
    for name, is_neither in (("6-teapot", True), ("5-room", True), ("3-dog", False)):
        choose_example(app, name)
        assert ("**Neither a cat nor a dog.**" in texts(app.warning)) == is_neither
        if is_neither:
            assert "with about this confidence" not in texts(app.caption)


def test_what_is_not_found_strange_is_not_called_alike(app: AppTest, runs: list[Run]) -> None:
    open_try(app)
    assert "there is no sign that the picture is unlike the training pictures" in texts(app.caption)
    assert "does not prove that it shows a cat or a dog" in texts(app.caption)
    assert "looks like what it was trained on" not in texts(app.caption)


def test_the_second_opinion_is_asked_for_when_wanted(app: AppTest, runs: list[Run], stand_in: StandIn) -> None:
    open_try(app)
    assert "occlusion" not in stand_in.asked
    app.toggle(key="session.shows_occlusion").set_value(True).run()
    assert not app.exception
    assert "At 2 of 4 places the patch changes its answer" in data_of(app, "dogcat_overlay", 1)["items"][0]["caption"]


def test_several_files_become_a_table_when_wanted(app: AppTest, runs: list[Run]) -> None:
    done = begin_lesson(open_try(app, source="My pictures"))
    upload(app, ("../white.png", encoded("white")), ("=black.png", encoded("black")), ("notes.txt", b"dear diary"))
    assert not app.dataframe
    app.toggle(key="session.shows_table").set_value(True).run()
    table = app.dataframe[0].value
    assert table["Name"].to_list() == ["'=black.png", "white.png"], "a table program takes no name for a formula"
    assert table["Network 1, P(dog)"].to_list() == [0.0, 1.0]
    assert table["Network 2, P(dog)"].to_list() == [0.0, 1.0]
    assert "**notes.txt** is not a picture of a known format. Choose another one." in texts(app.error)
    assert "tried-picture" in done
    rows = rows_of([subject_of_file("=a.png", b"")], {"Before": [Verdict(0.25)]})
    assert as_csv(rows) == 'Name,"Before, P(dog)","Before, prediction"\n\'=a.png,0.25,"cat, 75%"\n'


def test_the_newest_picture_is_shown_and_the_others_stay_in_reach(
    app: AppTest, runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_try(app, source="My pictures")
    upload(app, ("white.png", encoded("white")))
    assert "<b>white.png</b>" in html(app)
    assert not own_strip(app)
    upload(app, ("white.png", encoded("white")), ("black.png", encoded("black")))
    assert "<b>black.png</b>" in html(app)
    assert own_strip(app) == {"black.png": True, "white.png": False}
    pasted: list[tuple[str, bytes] | None] = [("pasted", encoded("blue"))]
    monkeypatch.setattr("pages.screens.try_picture.own_pictures.show_paste", lambda: pasted.pop() if pasted else None)
    app.run()
    assert "<b>pasted</b>" in html(app)
    assert list(own_strip(app)) == ["pasted", "black.png", "white.png"]
    session_of(app).try_picture.opened_picture = subject_of_file("white.png", encoded("white")).key  # a click
    app.run()
    assert "<b>white.png</b>" in html(app)
    upload(app, ("white.png", encoded("white")))  # the visitor takes the black one out of the uploader
    assert list(own_strip(app)) == ["white.png", "pasted"]
    upload(app, ("bad.png", b"no picture"))
    assert "<b>pasted</b>" in html(app), "the newest that is a picture"


def own_strip(app: AppTest) -> dict[str, bool]:
    """The names of the own pictures to choose from, and which is shown."""
    if not any(name.endswith("-own-strip") for name in grid_ids(app)):
        return {}
    items: Any = grid(app, "own-strip")["items"]
    return {item["caption"]: item["pressed"] for item in items}


def grid_ids(app: AppTest) -> list[str]:
    return [one.proto.id for one in app.get("bidi_component")]


def test_a_photo_is_what_is_shown(app: AppTest, runs: list[Run]) -> None:
    open_try(app, source="My pictures")
    upload(app, ("white.png", encoded("white")))
    session_of(app).try_picture.tried_source = "Camera"
    app.run()
    add_photo = OwnFile("camera-1.jpg", encoded("black"))
    with_session(app, lambda: own_pictures.add([add_photo]))
    assert "<b>camera-1.jpg</b>" in html(app)
    assert list(own_strip(app)) == ["camera-1.jpg", "white.png"]


def with_session(app: AppTest, act: Callable[[], None]) -> None:
    """Does something to the session of the app, and runs it again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(own_pictures, "session", lambda: session_of(app))
        act()
    app.run()
    assert not app.exception


STRANGE = {
    "empty.jpg": b"",
    "cut.jpg": encoded("red", "JPEG")[:300],
    "page.jpg": b"<html><script>alert(1)</script>",
    "iphone.heic": b"\x00\x00\x00\x18ftypheic" + bytes(100),
    "<script>alert(1)</script>.png": b"no picture",
    "`[a](http://b)`.png": b"no picture",
    "x" * 300 + ".png": b"no picture",
}


def test_strange_files_are_answered_in_one_note_that_can_be_dismissed(app: AppTest, runs: list[Run]) -> None:
    open_try(app, source="My pictures")
    upload(app, ("white.png", encoded("white")), *STRANGE.items())
    (error,) = app.error
    newest, *others = reversed(STRANGE)
    assert error.value.startswith(f"**{literal(shown_name(newest))}** ")
    for name in others:
        assert f"**{literal(shown_name(name))}** " in texts(app.markdown), "as it is, never as a link"
    assert "<b>white.png</b>" in html(app), "the answer is there all the same"
    press(app, "Dismiss")
    assert not app.error
    assert "<b>white.png</b>" in html(app)


@pytest.mark.parametrize("view", ["Prediction", "Break it"])
def test_a_refusal_goes_with_the_next_good_picture(app: AppTest, runs: list[Run], view: str) -> None:
    open_try(app, view, source="My pictures")
    upload(app, ("fake.jpg", b"no picture"))
    assert app.error[0].value.startswith("**fake.jpg** ")
    with_session(app, lambda: own_pictures.add([OwnFile("white.png", encoded("white"))]))
    assert not app.error
    upload(app, ("white.png", encoded("white")), ("other.jpg", b"no picture"), ("black.png", encoded("black")))
    assert app.error[0].value.startswith("**other.jpg** "), "one that came together with good ones is named"


@pytest.mark.usefixtures("without_heif")
@pytest.mark.parametrize("view", ["Prediction", "Break it"])
def test_one_strange_file_is_answered_too(app: AppTest, runs: list[Run], view: str) -> None:
    open_try(app, view, source="My pictures")
    upload(app, ("iphone.heic", STRANGE["iphone.heic"]))
    assert len(app.error) == 1
    assert app.error[0].value.startswith("**iphone.heic** is not a picture of a known format. It is a HEIC picture")
    assert not html(app)


def test_an_animation_and_an_odd_name_are_shown_as_what_they_are(app: AppTest, runs: list[Run]) -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("blue", "green")]
    open_try(app, source="My pictures")
    upload(app, ("<b>x.webp", encoded("red", "WEBP", save_all=True, append_images=frames)))
    assert "&lt;b&gt;x.webp" in html(app)
    assert "the app uses only its first picture" in html(app)


def test_own_pictures_stay_in_memory_until_they_are_forgotten(app: AppTest, runs: list[Run], home: Path) -> None:
    open_try(app, source="My pictures")
    assert "never written to disk" in texts(app.caption)
    assert MultiPartParser.spool_max_size > MAX_FILE_BYTES, "the server itself would write a larger one to disk"
    upload(app, ("first.png", encoded("white")))
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()}
    for number in range(10):
        upload(app, (f"{number}.png", encoded(f"#{number:02x}8040")))
    after = {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file() and path.suffix != ".npz"}
    assert after == {path: time for path, time in before.items() if path.suffix != ".npz"}
    assert set(home.rglob("*.npz")) == {path for path in before if path.suffix == ".npz"}
    open_try(app, "Guess first")
    open_try(app, "Break it")
    assert session_of(app).own_pictures.own_files[-1].name == "9.png", "it is kept for the other views"
    assert html(app)
    press(app, "Forget my pictures")
    assert (session_of(app).own_pictures.own_files, session_of(app).try_picture.decoded) == ([], {})


def test_a_camera_over_plain_http_says_why_it_stays_dark(
    app: AppTest,
    runs: list[Run],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pages.screens.try_picture.own_pictures.page_address", lambda: "http://192.0.2.7:8501/try")
    open_try(app, source="Camera")
    assert "only HTTPS pages" in texts(app.info)


def test_a_broken_process_is_a_sentence(app: AppTest, runs: list[Run], stand_in: StandIn) -> None:
    def fail(_question: object) -> Arrays:
        raise AnswerError("The network did not answer.")

    stand_in.ask = fail  # type: ignore[method-assign]
    for view in ("Prediction", "Break it", "Guess first"):
        open_try(app, view)
        assert "The network did not answer." in texts(app.error)


def test_both_verdicts_follow_a_slider_and_come_back(app: AppTest, runs: list[Run], tiny_set: PictureSet) -> None:
    open_try(app, "Break it")
    picture = tiny_set.pictures("validation")[0]  # of all that the first network gets right, it is as sure
    app.slider(key="attempt.brightness").set_value(2.0).run()
    assert not app.exception
    attempt = Attempt(brightness=2.0)
    for run, is_cured in zip(runs, (False, True), strict=True):
        seen = attempted(decode_picture(picture.path, run.recipe.picture_size), attempt)
        assert f"P(dog): {float(p_dog_of(seen[None], is_cured)[0]):.1%}" in html(app)
    assert "It now says dog, but the change is clearly visible" in texts(app.info)
    app.slider(key="attempt.patch_size").set_value(0.3).run()
    assert data_of(app, "dogcat_break")["size"] == 0.3
    press(app, "Undo")
    assert session_of(app).perturbation.attempt == attempt
    press(app, "Reset")
    assert app.slider(key="attempt.brightness").value == 1
    assert "Network 1 still says cat." in texts(app.caption)
    assert "Your least visible change that worked on this picture" in texts(app.caption)


def test_a_flip_that_nobody_would_notice_wins(app: AppTest, runs: list[Run], stand_in: StandIn) -> None:
    done = begin_lesson(open_try(app, "Break it"))
    stand_in.ask = lambda _question: {"p_dog": np.array([0.4, 0.6])}  # type: ignore[method-assign]
    app.slider(key="attempt.brightness").set_value(1.05).run()
    assert done == ["changed-mind"]
    assert "Done! Network 1 said cat and now says dog" in texts(app.success)


def test_the_curves_are_drawn_when_wanted(app: AppTest, runs: list[Run]) -> None:
    open_try(app, "Break it")
    app.toggle(key="session.shows_curves").set_value(True).run()
    assert not app.exception
    charts = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "dogcat_chart"]
    assert len(charts) == 1 + len(AXES)
    assert "varies by 29 percentage points" in texts(app.caption)


@pytest.mark.usefixtures("shipped")
def test_the_curves_come_with_what_many_pictures_say(app: AppTest) -> None:
    open_try(app, "Break it")
    app.toggle(key="session.shows_curves").set_value(True).run()
    assert not app.exception
    before, after = recorded.exercise_pair().values()
    found = measured_wobbles(before, after)
    assert found
    table = app.dataframe[0].value.set_index("Change")
    assert set(found.by_change) == set(CHANGES) == {"draws", *AXES}
    unsteadier = texts(app.markdown).partition("But Regularized varies more with ")[2].partition(".")[0].split(", ")
    for name, wobble in found.by_change.items():
        row = table.loc[CHANGES[name]]
        assert row["Plain"] == pytest.approx(100 * wobble.before)
        assert row["Regularized"] == pytest.approx(100 * wobble.after)
        assert row["More stable"] == f"{wobble.num_steadier} of {found.num_pictures}"
        assert (CHANGES[name] in unsteadier) == (wobble.after > wobble.before)
    session_of(app).try_picture.tried_networks = ANY
    session_of(app).try_picture.before, session_of(app).try_picture.after = after.id, before.id
    app.run()
    assert not app.dataframe, "they were not measured in this order"


def test_people_guess_first_and_are_scored(app: AppTest, runs: list[Run], tiny_set: PictureSet) -> None:
    open_try(app, "Guess first")
    assert "You will see their answers after your guess" in texts(app.caption)
    asked = pictures_to_guess(tiny_set, 1)
    for number, picture in enumerate(asked):
        press(app, "Dog" if number else ("Cat", "Dog")[picture.label])
        assert not app.exception
        assert f"The last picture shows a **{('cat', 'dog')[picture.label]}**" in texts(app.markdown)
    right = sum(picture.label for picture in asked[1:]) + 1
    table = app.dataframe[0].value.set_index("Name")
    assert table.loc["You", "Right answers"] == f"{right} of {len(asked)}"
    seen = np.stack([decode_picture(picture.path, runs[0].recipe.picture_size) for picture in asked])
    said = p_dog_of(seen, is_cured=False) > 0.5
    num_right = int(np.sum(said == [picture.label for picture in asked]))
    assert table.loc["Network 1", "Right answers"] == f"{num_right} of {len(asked)}"
    assert f"Right answers out of {len(asked)}: You {right}, Network 1 {num_right}" in app.success[0].value
    press(app, "Other pictures")
    assert "Picture 1 of 12" in texts(app.markdown)
    assert not app.dataframe


@pytest.mark.slow
def test_no_view_loads_tensorflow(home: Path, shelf: Path, runs: list[Run]) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from types import SimpleNamespace\n"
        "from streamlit.testing.v1 import AppTest\n"
        "from dogcat.runs import recorded\n"
        "from dogcat.common.errors import DogcatError\n"
        "import pages.screens.try_picture.network_choice as networks\n"
        "def ask(question): raise DogcatError('busy')\n"
        "networks.activation_client = lambda: SimpleNamespace(worker=SimpleNamespace(ask=ask))\n"
        "recorded.RECORDED_DIR = Path(sys.argv[1])\n"
        "app = AppTest.from_file('streamlit_app.py', default_timeout=60).run()\n"
        "for view in ('Prediction', 'Break it', 'Guess first', 'Own model'):\n"
        "    app.query_params['try'] = view\n"
        "    app.switch_page('pages/try.py').run()\n"
        "    assert not app.exception\n"
        "    assert view == 'Own model' or 'busy' in app.error[0].value\n"
        "print([name for name in ('tensorflow', 'keras') if name in sys.modules])\n"
    )
    command = [sys.executable, "-c", code, str(shelf)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.stdout.splitlines()[-1:] == ["[]"], result.stderr


def test_the_opened_file_is_the_one_that_is_changed(app: AppTest, runs: list[Run]) -> None:
    open_try(app, source="My pictures")
    upload(app, ("notes.txt", b"dear diary"), ("white.png", encoded("white")), ("black.png", encoded("black")))
    session_of(app).try_picture.opened_picture = subject_of_file(
        "black.png", encoded("black")
    ).key  # what a click on its row sets
    app.run()
    assert "<b>black.png</b>" in html(app)
    open_try(app, "Break it")
    assert "P(dog): under 0.1%" in html(app)


def not_translated(app: AppTest) -> list[str]:
    """What is not, but for the names of runs."""
    return [text for text in untranslated(app) if " on tiny, " not in text]


def test_every_sentence_about_one_picture_is_translated(
    app: AppTest,
    runs: list[Run],
    tiny_set: PictureSet,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speak_marked(monkeypatch)
    open_try(app, "⟦Verdict⟧")
    app.toggle(key="session.shows_occlusion").set_value(True).run()
    assert not_translated(app) == []
    for source in ("Examples", "Camera", "My pictures"):
        open_try(app, "⟦Verdict⟧", source=source)
        assert not_translated(app) == []
    upload(app, ("red.png", encoded("red")))
    assert app.warning, "it is unlike anything in the training"
    assert not_translated(app) == []
    upload(app, *((f"{number}.png", encoded("white")) for number in range(52)), ("notes.txt", b"dear diary"))
    assert len(app.error) == 1
    app.toggle(key="session.shows_table").set_value(True).run()
    assert len(app.dataframe) == 1
    assert not_translated(app) == []
    (runs[0].folder / "evaluation.json").unlink()
    tiny_set.folder.rename(tiny_set.folder.with_name(".gone"))
    open_try(app, "⟦Verdict⟧")
    assert "are not on this computer" in texts(app.caption)
    assert not_translated(app) == []


def test_every_sentence_about_changed_pictures_is_translated(
    app: AppTest,
    runs: list[Run],
    stand_in: StandIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speak_marked(monkeypatch)
    open_try(app, "⟦Break it⟧")
    app.toggle(key="session.shows_curves").set_value(True).run()
    assert not_translated(app) == []
    app.slider(key="attempt.brightness").set_value(2.0).run()
    assert app.info
    assert not_translated(app) == []
    stand_in.ask = lambda _question: {"p_dog": np.array([0.4, 0.6])}  # type: ignore[method-assign]
    session_of(app).try_picture.shows_curves = False
    app.slider(key="attempt.brightness").set_value(1.05).run()
    assert app.success
    assert not_translated(app) == []
    open_try(app, "⟦Break it⟧", source="My pictures")
    assert not_translated(app) == []


@pytest.mark.usefixtures("shipped")
def test_every_sentence_about_what_was_measured_is_translated(
    app: AppTest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speak_marked(monkeypatch)
    open_try(app, "⟦Verdict⟧", source="Examples")
    assert not_translated(app) == []
    open_try(app, "⟦Break it⟧")
    app.toggle(key="session.shows_curves").set_value(True).run()
    assert app.dataframe
    assert not_translated(app) == []


def test_every_sentence_about_guesses_is_translated(
    app: AppTest,
    runs: list[Run],
    stand_in: StandIn,
    tiny_set: PictureSet,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speak_marked(monkeypatch)
    open_try(app, "⟦Guess first⟧")
    assert not_translated(app) == []
    for _ in pictures_to_guess(tiny_set, 1):
        app.button(key="guess-cat").click().run()
        assert not_translated(app) == []
    assert app.success
    monkeypatch.setattr("pages.screens.try_picture.picture_set_choice.set_of", lambda _sides: None)
    app.run()
    assert "from another set" in texts(app.caption)
    assert not_translated(app) == []
    delete_picture_set(tiny_set.name, COMMAND_LINE)
    app.run()
    assert app.info
    assert not_translated(app) == []


def test_every_sentence_without_two_networks_is_translated(
    app: AppTest,
    runs: list[Run],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speak_marked(monkeypatch)
    for run in reversed(runs):
        run.model_file.unlink()
        open_try(app, "⟦Verdict⟧")
        assert not_translated(app) == []
    assert app.info


def test_the_page_speaks_korean(app: AppTest, runs: list[Run]) -> None:
    app.run()
    session_of(app).visitor.language = "ko"
    open_try(app, "먼저 예상하기")
    assert app.title[0].value == "사진 한 장 시험"
    assert "여러분이 먼저 예상하면 신경망의 답을 보여 줍니다." in texts(app.caption)
    press(app, "고양이")
    assert "나: 고양이" in texts(app.markdown)
    open_try(app, "예측")
    assert "검증 예측" in texts(app.caption)


def own(run: Run, owner: str, created: float) -> Run:
    """Makes a run that of a browser, finished."""
    write_run(run, 0.7, 0.9)
    (run.folder / "request.json").write_text(json.dumps(run.request | {"owner": owner, "created": created}))
    return run


@pytest.mark.usefixtures("shipped")
def test_one_s_own_networks_are_asked_first_and_the_recorded_ones_are_a_press_away(
    app: AppTest, runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.screens.try_picture.network_choice.browser_token", lambda: "me")
    open_try(app)
    assert list(app.segmented_control[0].options) == ["Recorded", "Any two"]
    assert "Then yours open here" in texts(app.caption)
    own(runs[1], "me", 2.0)  # regularized
    app.run()
    assert app.segmented_control[0].value == "Recorded", "what was shown stays"
    session_of(app).try_picture.tried_networks = None
    app.run()
    assert list(app.segmented_control[0].options) == ["Yours", "Recorded", "Any two"]
    assert html(app).count('class="dogcat-bar"') == 1
    own(runs[0], "me", 1.0)
    app.run()
    shown = texts(app.markdown)
    assert shown.index(literal(describe_run(runs[0]))) < shown.index(literal(describe_run(runs[1])))
    assert "Then yours open here" not in texts(app.caption)
    app.segmented_control[0].set_value("Recorded").run()
    assert "baseline (recorded, seed 5)" in texts(app.markdown)
    app.segmented_control[0].set_value("Any two").run()
    options = list(app.selectbox(key="session.before").options)
    assert options[0].startswith("Yours: ")
    assert options[-1].startswith("Recorded: ")


def test_break_it_begins_with_a_picture_near_sixty_percent(app: AppTest, runs: list[Run], tiny_set: PictureSet) -> None:
    names = [picture.name for picture in tiny_set.pictures("validation")]
    p_dog = {name: (0.95 if "dogs" in name else 0.05) for name in names} | {names[3]: 0.41, names[-1]: 0.1}
    (runs[0].folder / "evaluation.json").write_text(json.dumps({"validation": {"p_dog": p_dog}, "test": {}}))
    open_try(app, "Break it")
    assert session_of(app).try_picture.tried == names[3]
    session_of(app).try_picture.tried_source = "Examples"
    app.run()
    assert session_of(app).try_picture.tried_source == "Examples", "it is offered once"
    press(app, "A picture that the network is unsure of")
    assert session_of(app).try_picture.tried_source == "The set"


def test_the_page_opens_on_pictures_that_leave_the_test_split_sealed(app: AppTest, runs: list[Run]) -> None:
    """Compare says that nobody has seen test results: no answer to a test picture is shown unasked."""
    open_try(app)
    assert session_of(app).try_picture.tried_split == "validation"


@pytest.mark.usefixtures("shipped")
def test_a_pair_is_named_by_what_was_done_and_any_two_by_number(app: AppTest) -> None:
    open_try(app)
    assert "**Plain**" in texts(app.markdown)
    assert "**Regularized**" in texts(app.markdown)
    app.segmented_control[0].set_value(ANY).run()
    assert [app.selectbox(key=f"session.{side}").label for side in ("before", "after")] == ["Network 1", "Network 2"]
