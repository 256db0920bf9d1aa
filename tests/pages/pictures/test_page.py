"""The page Pictures as AppTest sees it: sets made, imported and checked, the gallery, and the other views."""

import io
import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from dogcat.common.permission import COMMAND_LINE
from dogcat.common.sentence import Sentence
from dogcat.pictures.decoding import decode_picture
from dogcat.pictures.importing.catalogue import catalogue
from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.picture_set import PictureSet, list_picture_sets
from dogcat.pictures.quality.check import check_picture_set
from dogcat.pictures.quality.exclusions import apply_mend, mends
from dogcat.pictures.synthetic import dataset
from dogcat.pictures.synthetic.drawing import Drawing, Order
from pages.screens.pictures import being_drawn, check
from pages.screens.pictures.marked import toggle
from tests import spoken
from tests.conftest import MakeLayout, WaitUntil
from tests.odd_files import encoded
from tests.pages.helpers import FEW, open_page, press, session_of, texts, view


def test_pictures_without_a_set_offers_one_button_that_draws_in_the_background(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil
) -> None:
    monkeypatch.setattr(dataset, "NUM_PER_CLASS", FEW)
    open_page(app, "pictures")
    assert not app.exception
    assert "no pictures yet" in texts(app.markdown)
    assert [button.label for button in app.button if button.proto.type == "primary"][:1] == ["Draw 4,000 cats and dogs"]
    press(app, "Draw 4,000 cats and dogs")
    assert not app.exception
    wait_until(list_picture_sets, "the whole set")
    app.run()
    assert not app.exception
    assert [pictures.title for pictures in list_picture_sets()] == ["drawn (drawn pictures)"]
    assert "Drawn by this program from seed 1" in texts(app.caption)
    assert app.selectbox[0].value == "drawn"


@pytest.fixture
def drawing(home: Path, make_layout: MakeLayout, tmp_path: Path) -> Drawing:
    """A set of twelve pictures of which two cats and a dog are drawn; this process is said to draw."""
    found = Drawing("drawn", Order("plain", 1, {"train": 2, "validation": 2, "test": 2}))
    found.prepare(Sentence("Drawn by this program"))
    source = make_layout(tmp_path / "drawn-so-far") / "train"
    for animal, number in (("cat", 0), ("dog", 0), ("cat", 1)):
        shutil.copy(source / f"{animal}s/{animal}.1.jpg", found.folder / f"train/{animal}s/{animal}.{number}.jpg")
    (found.folder / "train/dogs/.dog.1.jpg").write_bytes(b"half of a pict")
    found.claim(os.getpid())
    return found


def test_a_set_that_is_being_drawn_shows_what_is_there(app: AppTest, drawing: Drawing) -> None:
    open_page(app, "pictures")
    assert not app.exception
    assert "**3 of 12** pictures are drawn" in str(app.get("progress")[0].proto.text)
    assert [item["name"] for item in gallery_items(app)] == [
        "train/cats/cat.0.jpg", "train/dogs/dog.0.jpg", "train/cats/cat.1.jpg",
    ]  # fmt: skip
    assert not [button for button in app.button if "Draw" in button.label]


def test_a_drawing_that_was_killed_goes_on_when_somebody_looks(
    app: AppTest, drawing: Drawing, monkeypatch: pytest.MonkeyPatch
) -> None:
    continued: list[Drawing] = []
    monkeypatch.setattr(being_drawn, "continue_drawing", continued.append)
    (drawing.folder / "claim.json").write_text(json.dumps({"process": {"pid": -1, "started": 0.0}, "num_drawn": 2}))
    open_page(app, "pictures")
    assert continued == [drawing]
    drawing.fail()
    app.run()
    assert continued == [drawing], "it would fail again"
    assert "Drawing stopped after 3 of 12 pictures" in app.warning[0].value
    press(app, "Continue drawing")
    assert continued == [drawing, drawing]


def test_train_offers_a_set_that_is_being_drawn(app: AppTest, drawing: Drawing) -> None:
    open_page(app, "train")
    assert not app.exception
    assert app.selectbox(key="session.set_name").options == ["drawn, being drawn"]


def test_a_folder_is_imported_by_its_path(app: AppTest, make_layout: MakeLayout, tmp_path: Path) -> None:
    layout = make_layout(tmp_path / "source")
    open_page(app, "pictures")
    app.text_input(key="path").set_value(str(layout)).run()
    assert "Recognised: The tutorial's layout" in texts(app.success)
    assert list_picture_sets() == [], "nothing is copied before one is asked to"
    app.text_input(key="path_name").set_value("mine").run()
    press(app, "Import these pictures")
    assert not app.exception
    assert [pictures.name for pictures in list_picture_sets()] == ["mine"]
    assert app.selectbox[0].value == "mine"
    assert f"Imported from {layout}" in texts(app.caption)
    assert "**24 pictures imported** as mine." in app.success[0].value
    app.run()
    assert not app.success, "it is said once"


def test_a_zip_for_each_class_may_be_uploaded_together(app: AppTest) -> None:
    uploads = []
    for animal, colour in (("cats", "red"), ("dogs", "blue")):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for number in range(8):
                archive.writestr(f"{animal}/{number}.png", encoded(Image.new("RGB", (9, 9 + number), colour), "PNG"))
        uploads.append((f"{animal}.zip", file.getvalue(), "application/zip"))
    open_page(app, "pictures")
    app.file_uploader[0].set_value(uploads).run()
    assert not app.exception
    assert app.dataframe[0].value["cats"].tolist() == app.dataframe[0].value["dogs"].tolist() == [4, 2, 2]
    app.text_input(key="upload_name").set_value("mine").run()
    press(app, "Import these pictures")
    assert not app.exception
    assert "**16 pictures imported** as mine." in app.success[0].value
    assert "Imported from cats.zip, dogs.zip" in texts(app.caption)


def test_an_import_from_the_sets_tab_ends_with_a_button_that_opens_the_pictures(
    app: AppTest, tiny_set: PictureSet, make_layout: MakeLayout, tmp_path: Path
) -> None:
    view(app, "Sets")
    app.text_input(key="path").set_value(str(make_layout(tmp_path / "source"))).run()
    app.text_input(key="path_name").set_value("mine").run()
    press(app, "Import these pictures")
    assert not app.exception
    assert "**24 pictures imported** as mine." in texts(app.markdown)
    assert "Import these pictures" not in [button.label for button in app.button]
    press(app, "Look at the pictures")
    assert len(gallery_items(app)) == 8
    assert app.selectbox[0].value == "mine"


def test_the_trap_is_drawn_and_says_what_it_is(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil
) -> None:
    monkeypatch.setattr(dataset, "NUM_PER_CLASS", FEW)
    open_page(app, "pictures")
    app.radio[0].set_value("shortcut")
    app.text_input(key="draw_name").set_value("trap")
    press(app, "Draw the pictures")
    assert not app.exception
    wait_until(list_picture_sets, "the whole set")
    app.run()
    assert "every dog is on grass" in texts(app.caption)
    assert app.selectbox[0].value == "trap"


def test_a_wrong_path_is_answered_with_a_sentence(app: AppTest) -> None:
    open_page(app, "pictures")
    app.text_input(key="path").set_value("/no/such/folder").run()
    assert not app.exception
    assert "does not exist" in app.error[0].value
    assert not list_picture_sets()


def test_a_source_without_splits_lets_one_choose_how_to_split(app: AppTest, tmp_path: Path) -> None:
    for number in range(16):
        for animal in ("cat", "dog"):
            Image.new("RGB", (9, 9), (number, 0, 0)).save(tmp_path / f"{animal}.{number}.jpg")
    open_page(app, "pictures")
    app.text_input(key="path").set_value(str(tmp_path)).run()
    assert app.dataframe[0].value.to_dict("list") == {
        "split": ["train", "validation", "test"], "cats": [8, 4, 4], "dogs": [8, 4, 4],
    }  # fmt: skip
    app.radio(key="path_rule").set_value("seed").run()
    app.number_input(key="path_seed").set_value(5).run()
    press(app, "Import these pictures")
    assert not app.exception
    numbers = [int(one.path.stem.split(".")[1]) for one in list_picture_sets()[0].pictures("train")]
    assert len(numbers) == 16
    assert numbers[:8] != list(range(8))


def test_a_download_without_internet_names_the_other_ways(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = {"id": "far", "title": "Far away", "addresses": ["http://127.0.0.1:9/pets.zip"], "num_bytes": None,
             "sha256": None, "licence": "none", "permits": "Nothing.", "layout": "a zip"}  # fmt: skip
    (tmp_path / "sets.json").write_text(json.dumps([entry]))
    monkeypatch.setenv("DOGCAT_CATALOGUE", str(tmp_path / "sets.json"))
    open_page(app, "pictures")
    press(app, "Download and import")
    assert not app.exception
    assert "this computer seems to be offline" in app.error[0].value
    assert "draw a set" in app.error[0].value
    assert list_picture_sets() == []


def test_after_a_mend_the_other_findings_stay_without_another_check(
    app: AppTest, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    cats = [tiny_set.folder / "train/cats" / f"cat.{number}.jpg" for number in range(1, 5)]
    cats[1].write_bytes(cats[0].read_bytes())
    cats[3].write_text("not a picture")
    view(app, "Check")
    press(app, "Check this set")
    assert not app.exception
    assert "36 pictures checked" in texts(app.markdown)
    assert "1 group of copies within a split" in texts(app.markdown)
    with monkeypatch.context() as patch:
        patch.setattr(check, "check_in_process", lambda *_: pytest.fail("checked again"))
        app.button(key="mend-copies").click().run()
        assert tiny_set.counts()["train"]["cat"] == 5
        assert "1 left out" in texts(app.markdown)
        assert "35 pictures checked" in texts(app.markdown)
        assert "1 group of copies" not in texts(app.markdown).replace("1 left out: 1 group of copies", "")
        assert "1 picture cannot be decoded" in texts(app.markdown)
        app.button(key="mend-unreadable").click().run()
        assert "34 pictures checked" in texts(app.markdown)
        assert "The simple statistics are still those of the check" in texts(app.caption)
        press(app, "Use these pictures again")
        press(app, "Use these pictures again")
        assert tiny_set.counts()["train"]["cat"] == 6
        assert "36 pictures checked" in texts(app.markdown), "the kept report is right again"
    app.button(key="mend-copies").click().run()
    press(app, "Check everything again")
    assert not app.exception
    assert "35 pictures checked" in texts(app.markdown)
    assert "still those of the check" not in texts(app.caption)


def test_only_who_is_in_charge_leaves_pictures_out_of_a_set_that_all_use(
    app: AppTest, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    cats = [tiny_set.folder / "train/cats" / f"cat.{number}.jpg" for number in range(1, 4)]
    for cat in cats[1:]:
        cat.write_bytes(cats[0].read_bytes())
    check_picture_set(tiny_set)
    apply_mend(tiny_set, "mine", Sentence("mine"), ["test/dogs/dog.1.jpg"], COMMAND_LINE)
    at_server = False
    monkeypatch.setattr("pages.frame.teacher.sits_at_the_server", lambda: at_server)
    view(app, "Check")
    assert not app.exception
    labels = "Leave these pictures out", "Use these pictures again"
    offered = [button for button in app.button if button.label in labels]
    assert {button.label for button in offered} == set(labels)
    assert all(button.disabled for button in offered)
    assert "only the teacher can leave pictures out or use them again" in texts(app.caption)
    at_server = True
    app.run()
    assert "only the teacher" not in texts(app.caption)
    press(app, "Use these pictures again")
    assert not app.exception
    assert mends(tiny_set) == []


def gallery_items(app: AppTest, key: str = "gallery") -> list[dict[str, object]]:
    """What the grid of small pictures was given; AppTest does not know the component, so it is read as it was sent."""
    grids = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "dogcat_thumbnails"]
    items: list[dict[str, object]] = json.loads(next(one for one in grids if one.id.endswith(f"-{key}")).json)["items"]
    return items


def test_names_and_answers_are_hidden_until_they_are_asked_for(app: AppTest, tiny_set: PictureSet) -> None:
    open_page(app, "pictures")
    hidden = gallery_items(app)[0]
    assert (hidden["words"], hidden["title"], hidden["caption"]) == ("Picture 1", "", [])
    app.toggle(key="session.shows_names").set_value(True).run()
    shown = gallery_items(app)[0]
    assert shown["words"] == "A cat: cat.1.jpg"
    assert shown["caption"][0] == "cat.1.jpg"  # type: ignore[index]


def test_marked_pictures_are_counted_shown_and_can_be_watched(app: AppTest, tiny_set: PictureSet) -> None:
    open_page(app, "pictures")
    assert "**0 of 5 pictures marked.**" in texts(app.markdown)
    names = [picture.name for picture in tiny_set.pictures("train")[3:9]]
    state = session_of(app).pictures
    marked = state.marked["tiny"] = []
    for name in [*names[:3], names[0], names[0]]:  # the second press takes the mark away
        toggle(marked, name)
    app.run()
    assert "**3 of 5 pictures marked.**" in texts(app.markdown)
    assert [item["name"] for item in gallery_items(app, "marked")] == [names[1], names[2], names[0]]
    assert [item["name"] for item in gallery_items(app) if item["marked"]] == names[:3]
    app.switch_page("pages/home.py").run()
    app.switch_page("pages/pictures.py").run()
    assert state.marked == {"tiny": [names[1], names[2], names[0]]}, "other pages keep them"
    for name in names[3:]:
        toggle(marked, name)
    app.run()
    assert "**6 pictures marked.**" in texts(app.markdown)
    assert [link.proto.page for link in app.get("page_link") if "next training watches these" in link.proto.label]
    app.toggle(key="session.watches_marked").set_value(False).run()
    assert not [link for link in app.get("page_link") if "next training watches these" in link.proto.label]
    (tiny_set.folder / names[1]).unlink()
    app.run()
    assert not app.exception
    assert "**5 pictures marked.**" in texts(app.markdown)


def test_the_gallery_shows_what_the_filters_leave(app: AppTest, tiny_set: PictureSet) -> None:
    open_page(app, "pictures")
    app.toggle(key="session.shows_names").set_value(True).run()
    assert not app.exception
    names = [item["name"] for item in gallery_items(app)]
    assert names == [picture.name for picture in tiny_set.pictures("train")]
    control = {control.label: control for control in app.get("button_group")}
    control["Split"].set_value("test")
    control["Class"].set_value("dog").run()
    shown = gallery_items(app)
    assert [item["name"] for item in shown] == [one.name for one in tiny_set.pictures("test") if one.label == 1]
    assert shown[0]["caption"][0] == "dog.1.jpg"
    assert shown[0]["caption"][1].startswith("30 × 26, ")
    assert str(shown[0]["source"]).startswith("data:image/jpeg;base64,")


def test_a_seed_shuffles_always_alike(app: AppTest, tiny_set: PictureSet) -> None:
    open_page(app, "pictures")
    by_name = [item["name"] for item in gallery_items(app)]
    next(one for one in app.get("button_group") if one.label == "Order").set_value("shuffled").run()
    first = [item["name"] for item in gallery_items(app)]
    assert first != by_name
    assert sorted(first) == sorted(by_name)
    app.number_input[0].set_value(2).run()
    assert [item["name"] for item in gallery_items(app)] != first
    app.number_input[0].set_value(1).run()
    assert [item["name"] for item in gallery_items(app)] == first


def test_an_undecodable_picture_has_a_place_in_the_gallery(app: AppTest, tiny_set: PictureSet) -> None:
    tiny_set.pictures("train")[0].path.write_text("not a picture")
    open_page(app, "pictures")
    assert not app.exception
    broken, *good = gallery_items(app)
    assert broken["source"] is None
    assert all(item["source"] for item in good)


def test_pages_of_the_gallery_hold_sixty(app: AppTest, home: Path, make_layout: MakeLayout, tmp_path: Path) -> None:
    import_pictures(make_layout(tmp_path / "many", per_class=35, size=(8, 8)), "many")
    open_page(app, "pictures")
    assert "Page **1** of 2, 70 pictures" in texts(app.markdown)
    assert len(gallery_items(app)) == 60
    app.button(key="page_after").click().run()
    assert len(gallery_items(app)) == 10
    assert app.button(key="page_after").disabled


@pytest.mark.parametrize(("width", "kinds"), [(40, 3), (30, 1)])
def test_a_square_picture_is_not_shown_three_times(app: AppTest, tiny_set: PictureSet, width: int, kinds: int) -> None:
    picture = tiny_set.pictures("train")[0]
    Image.new("RGB", (width, 30), (200, 30, 30)).save(picture.path)
    session = session_of(view(app, "From JPEG to tensor"))
    session.pictures.picture = picture.name
    app.run()
    assert not app.exception
    step = [image.proto.imgs[0].caption for image in app.get("image")]
    ways = (
        "stretched: what the exercise's network sees",
        "cropped to the middle",
        "padded with grey",
        "what the exercise's network sees",
    )
    assert len([caption for caption in step if caption in ways]) == kinds
    assert ("This picture is square already, 30 × 30" in texts(app.markdown)) == (width == 30)
    assert ("stretched 1.33 times" in texts(app.markdown)) == (width == 40)


def test_from_jpeg_to_tensor_shows_the_figures_of_the_picture(app: AppTest, tiny_set: PictureSet) -> None:
    view(app, "From JPEG to tensor")
    assert not app.exception
    first = tiny_set.pictures("train")[0]
    pixels = decode_picture(first.path, 150)
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["shape"] == "(150, 150, 3)"
    assert shown["dtype"] == "float32"
    assert shown["mean"] == f"{pixels.mean() / 255:.3f}"
    assert f"{first.path.stat().st_size:,} bytes on disk" in texts(app.markdown)
    assert "(12, 150, 150, 3)" in texts(app.markdown)  # the tiny split has no twenty
    app.slider[0].set_value(0)
    app.slider[1].set_value(0).run()
    table = next(str(element.proto.body) for element in app.get("html") if "dogcat-patch" in str(element.proto.body))
    assert f">{pixels[0, 0, 0]}</td>" in table
    assert table.count("<td") == 64


def test_averages_compare_the_classes(app: AppTest, tiny_set: PictureSet) -> None:
    view(app, "Averages")
    assert not app.exception
    assert texts(app.caption).count("of the two areas overlap") == 4


def test_a_set_is_renamed_and_not_deleted_without_a_question(app: AppTest, tiny_set: PictureSet) -> None:
    view(app, "Sets")
    app.text_input(key="rename-tiny").set_value("small").run()
    press(app, "Rename")
    assert not app.exception
    assert [pictures.name for pictures in list_picture_sets()] == ["small"]
    press(app, "Delete…")
    assert "**small** has 36 pictures" in texts(app.markdown)
    assert list_picture_sets()


def turn_to(app: AppTest, name: str) -> AppTest:
    """Opens a view in any language, from any other."""
    app.session_state["session"].pictures.wanted_view = name
    return app.run()


def test_a_page_without_pictures_says_nothing_untranslated(
    app: AppTest, make_layout: MakeLayout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken.speak_marked(monkeypatch)
    open_page(app, "pictures")
    assert spoken.untranslated(app) == []
    assert all(title.startswith("⟦") for title in app.radio(key="catalogue").options)
    for entry in catalogue():
        app.radio(key="catalogue").set_value(entry.id).run()
        assert spoken.untranslated(app) == []
    app.text_input(key="path").set_value("/no/such/folder").run()
    assert "does not exist" in app.error[0].value
    assert spoken.untranslated(app) == []
    source = make_layout(tmp_path / "source")
    shutil.rmtree(source / "test")
    (source / "train" / "cats" / "note.txt").write_text("not a picture")
    app.text_input(key="path").set_value(f'"{source}"').run()  # as “Copy as path” of Windows gives it
    assert "There is no test split" in texts(app.markdown)
    assert "not a picture" in texts(app.markdown)
    assert spoken.untranslated(app) == []
    app.text_input(key="path_name").set_value("two words").run()
    press(app, "⟦Import these pictures⟧")
    assert "cannot be the name of a picture set" in texts(app.error)
    assert spoken.untranslated(app) == []
    app.text_input(key="path_name").set_value("mine").run()
    press(app, "⟦Import these pictures⟧")
    assert f"⟦Imported from {source}⟧" in texts(app.caption)
    assert spoken.untranslated(app) == []


def test_the_views_of_a_set_say_nothing_untranslated(
    app: AppTest, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken.speak_marked(monkeypatch)
    open_page(app, "pictures")
    turn_to(app, "Gallery")
    next(one for one in app.get("button_group") if one.label == "⟦Order⟧").set_value("shuffled").run()
    assert spoken.untranslated(app) == []
    for name in ("From JPEG to tensor", "Averages", "Sets"):
        turn_to(app, name)
        assert spoken.untranslated(app) == []
    press(app, "⟦Delete…⟧")
    assert "36" in texts(app.markdown)
    assert spoken.untranslated(app) == []
    (tiny_set.folder / "train/cats/a.webp").write_text("not a picture")  # the first by name
    turn_to(app, "From JPEG to tensor")
    assert "is not a picture of a known format" in texts(app.error)
    assert spoken.untranslated(app) == []
    shutil.rmtree(tiny_set.folder / "train" / "dogs")
    turn_to(app, "Averages")
    assert spoken.untranslated(app) == []
    shutil.rmtree(tiny_set.folder / "train")
    for name in ("Gallery", "From JPEG to tensor"):
        turn_to(app, name)
        assert "no " in texts(app.info)
        assert spoken.untranslated(app) == []


@pytest.mark.slow
def test_the_check_says_nothing_untranslated(
    app: AppTest, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    cats = [tiny_set.folder / "train/cats" / f"cat.{number}.jpg" for number in range(1, 7)]
    cats[0].write_bytes(cats[1].read_bytes())
    (tiny_set.folder / "test/cats/cat.1.jpg").write_bytes(cats[2].read_bytes())
    (tiny_set.folder / "test/dogs/dog.1.jpg").write_bytes(cats[3].read_bytes())
    cats[4].write_text("not a picture")
    for number in range(1, 4):
        (tiny_set.folder / f"validation/dogs/dog.{number}.jpg").unlink()
    spoken.speak_marked(monkeypatch)
    open_page(app, "pictures")
    turn_to(app, "Check")
    assert spoken.untranslated(app) == []
    press(app, "⟦Check this set⟧")
    assert not app.exception
    shown = texts(app.markdown)
    for words in ("cannot be decoded", "labelled as a cat in one copy", "of copies in more than one split",
                  "of copies within a split", "Many more pictures", "Too few pictures"):  # fmt: skip
        assert words in shown
    assert spoken.untranslated(app) == []
    app.button(key="mend-copies").click().run()
    assert "left out" in texts(app.markdown)
    assert spoken.untranslated(app) == []


@pytest.mark.slow
def test_the_pictures_page_speaks_korean(app: AppTest, tiny_set: PictureSet) -> None:
    open_page(app, "pictures")
    app.session_state["session"].visitor.language = "ko"
    turn_to(app, "Check")
    press(app, "이 모음 점검")
    assert not app.exception
    assert "사진이 너무 적음" in texts(app.markdown)
    app.session_state["session"].visitor.language = "en"
    turn_to(app, "Check")
    assert "Too few pictures" in texts(app.markdown), "the kept report has readers of every language"
