"""The page "Try one picture" in a real browser: a file, the clipboard, a dragged patch, and what stays behind."""

import base64
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from dogcat.common.permission import COMMAND_LINE
from dogcat.explain.worker.activations import open_network
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import Recipe
from dogcat.runs.annotations import Annotation, write_annotation
from dogcat.runs.run import create_run
from tests.browser.conftest import WAIT, Server

NUM_UPLOADS = 50
WIDER = "document.documentElement.scrollWidth - window.innerWidth"
CHANGED = "former => document.querySelector('.dogcat-break img').src !== former"
PASTE = """async (address) => {
    const file = new File([await (await fetch(address)).blob()], "image.png", { type: "image/png" });
    const data = new DataTransfer();
    data.items.add(file);
    document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
}"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the server puts its temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 390, "height": 844})
    opened.set_default_timeout(WAIT)
    yield opened
    opened.close()


def files_in(*folders: Path) -> set[Path]:
    return {path for folder in folders for path in folder.rglob("*") if path.is_file()}


def picture(seed: int, size: int) -> bytes:
    """A PNG file that cannot be made smaller."""
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(seed).integers(0, 256, (size, size, 3), np.uint8)).save(file, "PNG")
    return file.getvalue()


def upload(number: int) -> FilePayload:
    """Each tenth has more than 1 MB, above which a server may be tempted to use its disk."""
    return {"name": f"{number}.png", "mimeType": "image/png", "buffer": picture(number, 20 if number % 10 else 640)}


def test_files_paste_and_patch_are_answered_and_leave_nothing(
    temporary: Path, tiny_set: PictureSet, tiny_recipe: Recipe, server: Server, phone: Page
) -> None:
    for name, dropout in (("Plain", 0.0), ("Cured", 0.5)):
        run = create_run(replace(tiny_recipe, dropout=dropout), tiny_set.name, claimed_by=0)
        write_annotation(run, Annotation(name=name), COMMAND_LINE)
        open_network(run.recipe, None).save(run.model_file)
    errors: list[str] = []
    phone.on("pageerror", lambda error: errors.append(str(error)))
    phone.goto(f"{server.address}/try")
    bars = phone.locator(".dogcat-bar")
    expect(bars).to_have_count(2)  # of the networks that ship with the app
    phone.get_by_text("Any two", exact=True).click()
    for side, name in (("Network 1", "Plain"), ("Network 2", "Cured")):
        phone.get_by_role("combobox", name=side).click()
        phone.get_by_role("option", name=name).click()
    expect(phone.get_by_text("whose internal representation is closest to yours")).to_have_count(2)
    assert phone.evaluate(WIDER) <= 0
    before = files_in(temporary, server.home)
    phone.get_by_text("My pictures", exact=True).click()
    phone.locator("input[type=file]").set_input_files([upload(number) for number in range(NUM_UPLOADS)])
    phone.get_by_text(f"All {NUM_UPLOADS} pictures in a table").click()
    expect(phone.get_by_text("Table as CSV")).to_be_visible()
    phone.get_by_text("Forget my pictures").click()
    expect(phone.get_by_text("Table as CSV")).to_be_hidden()
    phone.evaluate(PASTE, "data:image/png;base64," + base64.b64encode(picture(99, 30)).decode())
    expect(phone.get_by_text("pasted", exact=True)).to_be_visible()
    expect(bars).to_have_count(2)
    phone.get_by_role("tab", name="Break it").click()
    slider = phone.get_by_role("slider", name="Cover with a patch, then drag it")
    slider.focus()
    slider.press("PageUp")
    patch = phone.get_by_role("button", name="Drag the patch, or move it with the arrow keys")
    expect(patch).to_be_visible()
    former = phone.locator(".dogcat-break img").get_attribute("src")
    patch.press("ArrowLeft")
    phone.wait_for_function(CHANGED, arg=former)
    former = phone.locator(".dogcat-break img").get_attribute("src")
    patch.hover()
    phone.mouse.down()  # which alone moves nothing
    for share in (0.3, 0.2, 0.1):
        box = phone.locator(".dogcat-break").bounding_box() or {}
        phone.mouse.move(box["x"] + share * box["width"], box["y"] + share * box["height"])
    phone.mouse.up()
    phone.wait_for_function(CHANGED, arg=former)
    assert files_in(temporary, server.home) == before
    assert errors == []


def png(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    return file.getvalue()


def test_on_a_phone_the_newest_picture_and_its_answer_are_above_the_fold(
    tiny_set: PictureSet, server: Server, phone: Page
) -> None:
    phone.goto(f"{server.address}/try")
    bars, strip = phone.locator(".dogcat-bar"), phone.locator(".dogcat-variants button")
    expect(bars).to_have_count(2)
    phone.get_by_text("My pictures", exact=True).click()
    for number, colour in enumerate(("red", "blue")):
        file: FilePayload = {"name": f"{colour}.png", "mimeType": "image/png", "buffer": png(colour)}
        phone.locator("input[type=file]").set_input_files([file])
        expect(phone.locator("b", has_text=f"{colour}.png")).to_be_visible()
        expect(strip.filter(has_text="red.png")).to_have_count(number)  # a thumbnail, as soon as there are two
    expect(phone.get_by_text("That says nothing about this picture")).to_have_count(2)
    phone.evaluate("document.querySelector('.stMain').scrollTo(0, 0)")
    for bar in bars.all():
        box = bar.bounding_box()
        assert box
        assert box["y"] + box["height"] < 844
    warning = phone.get_by_text("Strange: maybe neither").bounding_box()
    assert warning
    assert warning["y"] < (bars.first.bounding_box() or {"y": 0})["y"], "the strange is said first"
    former = phone.locator("b", has_text="blue.png")
    strip.filter(has_text="red.png").click()
    expect(former).to_be_hidden()
    expect(phone.locator("b", has_text="red.png")).to_be_visible()
