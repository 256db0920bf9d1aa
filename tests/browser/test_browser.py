"""What only a real browser can show: live curves, a kept zoom, a reload in the middle, killed processes."""

import json
import os
import re
import shutil
import signal
from pathlib import Path

from playwright.sync_api import Page, expect

from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.picture_set import PictureSet
from dogcat.runs.store import list_runs
from tests.browser.conftest import Server
from tests.conftest import MakeLayout
from tests.trainers import trainer_of

POINTS = "(document.querySelector('.dogcat-chart')?.data?.at(-1).x.length ?? 0)"  # the last curve's
# The step is folded, so it is in the text of the page but not in what is seen.
STEPS = (
    "(([_, epoch, step]) => 1000 * epoch + +step)"
    "(document.body.textContent.match(/epoch (\\d+) of [^]*?Step (\\d+) of/))"
)
RANGE = "document.querySelector('.dogcat-chart').layout.xaxis.range"
WIDER = "document.documentElement.scrollWidth - window.innerWidth"


def start_training(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/train")
    page.get_by_text("baseline", exact=True).click()
    expect(page.get_by_text("3,453,121 parameters")).to_be_visible()
    page.get_by_role("button", name="Train").dblclick()
    page.wait_for_function(f"{POINTS} > 2", timeout=60_000)
    assert len(list_runs()) == 1, "a double click is one press"


def test_pages_fit_their_screen_and_draw_without_an_error(page: Page, shared_server: Server) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path, text in (
        ("train", "64 × 64 pixels"),
        ("model", "3,453,121"),
        ("pictures", "Page 1 of 1, 12 pictures"),
        ("", "Cats, dogs and overfitting"),
    ):
        page.goto(f"{shared_server.address}/{path}")
        expect(page.get_by_text(text).first).to_be_visible()
        assert page.evaluate(WIDER) <= 0, path
        if page.viewport_size == {"width": 1440, "height": 900}:
            links = page.get_by_test_id("stSidebarNavLink").all_inner_texts()
            titles = [
                "Home",
                "Pictures",
                "Augmentation",
                "Model",
                "Train",
                "Compare",
                "Try one picture",
                "What practice adds",
                "A pre-trained network",
                "Class board",
                "Words and sources",
            ]
            assert [link.split("\n")[-1] for link in links] == titles, path
    page.wait_for_function(f"{POINTS} == 100")  # the regularized run's epochs
    assert page.locator(".dogcat-chart").get_attribute("aria-label")
    assert errors == []


def test_a_zip_is_uploaded_and_shown(desktop: Page, server: Server, make_layout: MakeLayout, tmp_path: Path) -> None:
    make_layout(tmp_path / "source")
    archive = shutil.make_archive(str(tmp_path / "pets"), "zip", tmp_path / "source")
    desktop.goto(f"{server.address}/pictures")
    desktop.get_by_text("Import photos instead, or draw other pictures").click()
    desktop.get_by_role("tab", name="Upload").click()
    desktop.locator("input[type=file]").set_input_files(archive)
    expect(desktop.get_by_text("Recognised: The tutorial's layout")).to_be_visible()
    desktop.get_by_role("button", name="Import these pictures").click()
    expect(desktop.get_by_text("Page 1 of 1, 8 pictures")).to_be_visible()
    expect(desktop.get_by_text("Imported from pets.zip")).to_be_visible()


def test_the_gallery_is_used_by_keyboard(
    desktop: Page, server: Server, home: Path, make_layout: MakeLayout, tmp_path: Path
) -> None:
    pictures = import_pictures(make_layout(tmp_path / "many", per_class=32, size=(8, 8)), "many").pictures
    names = [picture.name for picture in pictures.pictures("train")]
    desktop.goto(f"{server.address}/pictures")
    desktop.get_by_text("Show names and classes").click()
    focused = "document.activeElement.title"
    expect(desktop.get_by_title(names[0])).to_be_visible()
    desktop.locator(".dogcat-thumbnails button").first.focus()
    assert desktop.evaluate(focused) == names[0]
    desktop.keyboard.press("ArrowRight")
    desktop.keyboard.press("ArrowRight")
    assert desktop.evaluate(focused) == names[2]
    desktop.keyboard.press("Enter")
    dialog = desktop.get_by_role("dialog")
    expect(dialog.get_by_text(names[2])).to_be_visible()
    expect(dialog.get_by_text("8 × 8 pixels, JPEG, RGB")).to_be_visible()
    desktop.keyboard.press("ArrowRight")
    expect(dialog.get_by_text(names[3])).to_be_visible()
    desktop.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(desktop.get_by_title(names[2])).to_be_focused()  # the keyboard goes on where it was
    desktop.keyboard.press("End")
    desktop.keyboard.press("ArrowRight")
    expect(desktop.get_by_text("Page 2 of 2, 64 pictures")).to_be_visible()
    desktop.wait_for_function(f"{focused} === '{names[60]}'")
    desktop.keyboard.press("PageUp")
    expect(desktop.get_by_text("Page 1 of 2, 64 pictures")).to_be_visible()


def test_a_picture_goes_from_the_gallery_to_the_tensor(desktop: Page, shared_server: Server) -> None:
    name = "train/dogs/dog.2.jpg"
    desktop.goto(f"{shared_server.address}/pictures")
    desktop.get_by_text("Show names and classes").click()
    desktop.get_by_title(name).click()
    desktop.get_by_role("button", name="From JPEG to tensor").click()
    expect(desktop.get_by_text("4. Numbers: 0 to 255, then 0 to 1")).to_be_visible()
    expect(desktop.get_by_text(name)).to_be_visible()
    assert "view=From" in desktop.url


def test_a_set_is_deleted_after_a_question(desktop: Page, server: Server, tiny_set: PictureSet) -> None:
    desktop.goto(f"{server.address}/pictures?view=Sets")
    desktop.get_by_role("button", name="Delete…").click()
    desktop.get_by_role("button", name="Keep the set").click()
    expect(desktop.get_by_role("dialog")).to_be_hidden()
    assert tiny_set.folder.exists()
    desktop.get_by_role("button", name="Delete…").click()
    desktop.get_by_role("button", name="Delete the set").click()
    expect(desktop.get_by_text("There are no pictures yet")).to_be_visible()
    assert not tiny_set.folder.exists()


def test_a_slider_swaps_pixels_in_place(desktop: Page, shared_server: Server) -> None:
    image = "document.querySelectorAll('.dogcat-variants img')[3]"
    desktop.goto(f"{shared_server.address}/augmentation")
    # The page is whole once both grids are there, nine variants above and seven to be judged below.
    desktop.wait_for_function("document.querySelectorAll('.dogcat-variants img').length === 16")
    desktop.wait_for_selector("[data-test-script-state=notRunning]")
    desktop.wait_for_function(f"{image}.naturalWidth === 150")
    desktop.evaluate(f"{image}.stays = true")
    slider = desktop.get_by_role("slider", name="Rotation, degrees")
    slider.focus()
    desktop.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 150)")
    before, scrolled = desktop.evaluate(f"{image}.src"), "document.querySelector('[data-testid=stMain]').scrollTop"
    place = desktop.evaluate(scrolled)
    desktop.keyboard.press("ArrowRight")
    desktop.wait_for_function(f"{image}.src !== {json.dumps(before)}")
    assert desktop.evaluate(f"{image}.stays"), "the picture was not made anew"
    assert desktop.evaluate(scrolled) == place
    expect(desktop).to_have_url(re.compile("rotation_range=41"))
    top = "document.querySelector('.dogcat-variants').getBoundingClientRect().top"
    desktop.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 900)")
    desktop.wait_for_timeout(300)
    assert 0 < desktop.evaluate(top) < 450, "the variants stay in sight of the lower sliders"


def test_what_stands_below_follows_the_slider(desktop: Page, shared_server: Server) -> None:
    desktop.goto(f"{shared_server.address}/augmentation?more=As+code")
    expect(desktop.get_by_text("rotation_range=40").first).to_be_visible()
    desktop.get_by_role("slider", name="Rotation, degrees").focus()
    desktop.keyboard.press("ArrowRight")
    expect(desktop.get_by_text("rotation_range=41").first).to_be_visible()
    expect(desktop).to_have_url(re.compile("more=As"))


def test_a_variant_is_taken_apart(desktop: Page, shared_server: Server) -> None:
    desktop.goto(f"{shared_server.address}/augmentation?rotation_range=90&horizontal_flip=true")
    # By its name: a click keeps the first button it finds, and the lower grid may be there before this one.
    variants = desktop.get_by_role("group", name="The original picture and variants of it")
    variants.get_by_role("button").nth(1).click()
    dialog = desktop.get_by_role("dialog")
    expect(dialog.get_by_text("Its changes")).to_be_visible()
    expect(dialog.get_by_text(re.compile(r"rotated [\d.]+° to the (left|right)")).first).to_be_visible()
    expect(dialog.get_by_text(re.compile(r"invented pixels: \d+%"))).to_be_visible()


def test_zoom_is_kept_while_the_curves_move_and_a_reload_finds_the_run(
    desktop: Page, server: Server, tiny_set: PictureSet
) -> None:
    start_training(desktop, server)
    plane = desktop.locator(".dogcat-chart .nsewdrag").first
    while not (area := plane.bounding_box()):  # the page is drawn once more as the training begins
        expect(plane).to_be_visible()
    desktop.mouse.move(area["x"] + 20, area["y"] + 20)
    desktop.mouse.down()
    desktop.mouse.move(area["x"] + 150, area["y"] + 150, steps=5)
    desktop.mouse.up()
    zoomed, steps = desktop.evaluate(RANGE), desktop.evaluate(STEPS)
    assert zoomed[1] < 20
    drawing = desktop.evaluate_handle("document.querySelector('.dogcat-chart .main-svg')")
    desktop.wait_for_function(f"{STEPS} > {steps} + 10")
    assert desktop.evaluate(RANGE) == zoomed
    assert drawing.evaluate("drawing => drawing.isConnected")  # changed in place, not built anew

    address = desktop.url
    assert list_runs()[0].id in address
    desktop.goto(f"{server.address}/train")  # a fresh tab, without the run in its address
    desktop.wait_for_function(f"{POINTS} > 0 && {STEPS} > {steps}")
    assert desktop.url == address

    desktop.get_by_role("button", name="Stop", exact=True).click()
    # The page is drawn anew at the end, and both old and new notes may stand there for a moment.
    expect(desktop.get_by_text("Stopped on request").first).to_be_visible()
    assert list_runs()[0].status().state == "stopped"
    assert list_runs()[0].model_file.exists()


def test_killed_server_and_killed_trainer(desktop: Page, server: Server, tiny_set: PictureSet) -> None:
    start_training(desktop, server)
    run = list_runs()[0]
    server.kill()
    _, offset = run.read_events()
    server.start()
    desktop.goto(f"{server.address}/train")
    expect(desktop.get_by_text("running", exact=False).first).to_be_visible()
    desktop.wait_for_function(f"{POINTS} > 2")
    assert run.read_events(offset)[0], "the training went on without the server"

    os.kill(trainer_of(run), signal.SIGKILL)
    expect(desktop.get_by_text("ended without a message")).to_be_visible(timeout=10_000)
    assert run.status().state == "lost"
