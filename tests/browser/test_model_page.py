"""The Model page in a real browser: its blocks by keyboard, a place by a click, and a network of one's own to train."""

import re

from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.conftest import Server

FOCUSED = "document.activeElement.querySelector('.name')?.textContent"


def test_blocks_are_walked_and_opened_by_keyboard(page: Page, shared_server: Server) -> None:
    page.goto(f"{shared_server.address}/model")
    first = page.locator(".dogcat-network button[tabindex='0']")
    expect(page.get_by_text("3·3·3·32 + 32 = 896")).to_be_visible()
    page.wait_for_selector("[data-test-script-state=notRunning]")
    first.focus()
    assert page.evaluate(FOCUSED) == "conv_1"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(FOCUSED) == "conv_2"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", "the focus is seen"
    page.keyboard.press("Enter")
    expect(page.get_by_text("conv_2: Conv2D, 74 × 74 × 32 → 72 × 72 × 64")).to_be_visible()
    expect(page.locator(".dogcat-network [aria-pressed=true] .name")).to_have_text("conv_2")
    page.keyboard.press("End")
    page.keyboard.press("Space")
    expect(page.get_by_text("output: Dense, 512 → 1")).to_be_visible()


def test_a_click_chooses_the_place_of_a_convolution(page: Page, shared_server: Server) -> None:
    page.goto(f"{shared_server.address}/model?part=A+convolution+by+hand&network=quick-baseline")
    rows, columns = (page.get_by_role("slider", name=f"{name} of the output") for name in ("Row", "Column"))
    answers = page.get_by_role("img", name=re.compile("The feature map of filter 1"))
    expect(answers).to_be_visible(timeout=90_000)
    box = answers.bounding_box()
    assert box
    answers.click(position={"x": box["width"] * 10.5 / 62, "y": box["height"] * 31.5 / 62})
    expect(rows).to_have_value("31")
    expect(columns).to_have_value("10")
    page.get_by_role("img", name=re.compile("The picture with the patch")).click(position={"x": 1, "y": 1})
    expect(rows).to_have_value("0")
    expect(page.get_by_text("Rows 0 and 1, columns 0 and 1 become row 0")).to_be_visible()


def test_a_network_of_ones_own_goes_to_the_train_page(page: Page, shared_server: Server) -> None:
    page.goto(f"{shared_server.address}/model?part=Build+your+own&network=quick-baseline")
    page.get_by_role("radio", name="1 × 1").click()
    page.get_by_role("radio", name="Global average").click()
    expect(page.get_by_text("Changed: filter size 1 × 1, from feature maps to features global average")).to_be_visible()
    page.get_by_role("button", name="Train this network").click()
    expect(page.get_by_text("filter size 1 × 1 (tutorial: 3 × 3)")).to_be_visible()
    expect(page).to_have_url(re.compile("/train"))


def test_the_blocks_stand_in_one_row_on_a_laptop_and_in_even_rows_on_a_phone(
    desktop: Page, shared_server: Server
) -> None:
    desktop.set_viewport_size({"width": 1280, "height": 720})
    desktop.goto(f"{shared_server.address}/model")
    expect(desktop.locator(".dogcat-network button")).to_have_count(12)
    assert rows_of(desktop) == [12]
    desktop.set_viewport_size({"width": 1024, "height": 720})
    assert rows_of(desktop) == [6, 6]
    desktop.set_viewport_size({"width": 390, "height": 844})
    assert rows_of(desktop) == [4, 4, 4]


def rows_of(page: Page) -> list[int]:
    """The number of blocks in each row, after the page's new size has reached them."""
    page.wait_for_timeout(700)
    bottoms = [
        round(block["y"] + block["height"]) for block in map(box_of, page.locator(".dogcat-network button").all())
    ]
    return [bottoms.count(bottom) for bottom in sorted(set(bottoms))]


def box_of(place: Locator) -> FloatRect:
    box = place.bounding_box()
    assert box
    return box


def test_a_colours_sum_is_one_line_on_a_laptop_and_stacked_on_a_phone(desktop: Page, shared_server: Server) -> None:
    desktop.set_viewport_size({"width": 1280, "height": 720})
    desktop.goto(f"{shared_server.address}/model?part=A+convolution+by+hand&network=quick-baseline")
    tables = desktop.locator(".dogcat-products").first.locator("table")
    expect(tables).to_have_count(3, timeout=90_000)
    boxes = [box_of(table) for table in tables.all()]
    assert len({round(box["y"]) for box in boxes}) == 1, "pixels × weights = products in one line"
    place = box_of(desktop.locator(".dogcat-products").first)
    assert boxes[-1]["x"] + boxes[-1]["width"] <= place["x"] + place["width"] + 1
    label = desktop.get_by_role("button", name="Go to the strongest response").locator("p")
    assert label.evaluate("one => one.scrollWidth <= one.clientWidth"), "the button's words are whole"
    desktop.set_viewport_size({"width": 390, "height": 844})
    desktop.wait_for_timeout(700)
    boxes = [box_of(table) for table in tables.all()]
    assert len({round(box["x"]) for box in boxes}) == 1
    assert all(box["x"] + box["width"] <= 390 for box in boxes)
    assert boxes[0]["y"] < boxes[1]["y"] < boxes[2]["y"]


def test_the_maps_before_and_after_training_count_as_looked_at_once_they_are_on_the_screen(
    page: Page, shared_server: Server
) -> None:
    page.goto(f"{shared_server.address}/model?step=2-model&part=Through+the+network&network=baseline")
    task = page.locator(".st-key-lesson-bar .tasks [data-task=looked-through]")
    after = page.get_by_role("group", name="Maps of the layer conv_1, after training")
    expect(after).to_be_attached()
    page.wait_for_selector("[data-test-script-state=notRunning]")
    page.wait_for_timeout(1_000)
    expect(task).to_have_class(re.compile("^task( next)?$"))
    page.get_by_role("group", name="Maps of the layer conv_1, before training").scroll_into_view_if_needed()
    after.scroll_into_view_if_needed()
    expect(task).to_have_class(re.compile("task done"))
