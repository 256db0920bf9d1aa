"""A real training as a stage: what is seen without scrolling, and that nothing moves while it goes on."""

import hashlib
import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from dogcat.common.statistics import is_number
from dogcat.pictures.decoding import decode_picture
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, create_run
from dogcat.runs.watched import WatchedPicture
from tests.browser.conftest import WAIT, Server

# Twenty epochs of about half a second each.
FAST = Recipe(
    picture_size=22, filters=(4,), dense_units=8, batch_size=12, steps_per_epoch=60, epochs=20, learning_rate=3e-3
)
STATES = {  # width, height, theme, lesson, and the least share of the height that the chart takes
    "desktop in the lesson": (1440, 900, "light", True, 0.5),
    "laptop": (1280, 720, "dark", False, 0.5),
    "laptop in the lesson": (1280, 720, "light", True, 0.5),
    "phone in the lesson": (390, 844, "dark", True, 0.4),
}
# Looks ten times a second at all that must not move, and at the axes.
SAMPLER = """() => {
    window.seen = [];
    const box = (selector) => {
        const found = document.querySelector(selector);
        if (!found) return null;
        const { left, top, right, bottom } = found.getBoundingClientRect();
        return [left, top, right, bottom].map((side) => Math.round(side * 2) / 2);
    };
    setInterval(() => {
        const chart = document.querySelector(".st-key-stage-row .dogcat-chart");
        if (!chart?.layout || !chart.querySelector(".nsewdrag")) return;
        const [, loss] = document.querySelectorAll(".dogcat-chart");
        window.seen.push({
            epochs: chart.data.find((trace) => trace.name === "validation").y.length,
            chart: box(".st-key-stage-row .dogcat-chart"),
            plane: box(".st-key-stage-row .dogcat-chart .nsewdrag"),
            numbers: box(".st-key-result-numbers"),
            state: box(".st-key-stage-state"),
            stop: box(".st-key-stage-buttons button"),
            x: [...chart.layout.xaxis.range],
            accuracy: [...chart.layout.yaxis.range],
            loss: loss?.layout ? [...loss.layout.yaxis.range] : null,
            scrolled: document.querySelector("[data-testid=stMain]").scrollTop,
            wider: document.documentElement.scrollWidth - innerWidth,
            running: /left/.test(document.querySelector(".st-key-stage-state").innerText),
            values: chart.data.flatMap((trace) => trace.mode?.includes("lines") && !trace.fill ? trace.y : []),
        });
    }, 100);
}"""


def token_of(page: Page) -> str:
    """The token by which the server knows this browser, from its cookie."""
    value = next(one["value"] for one in page.context.cookies() if one["name"] == "_streamlit_xsrf")
    mask, mixed = (bytes.fromhex(part) for part in value.split("|")[1:3])
    return hashlib.sha256(bytes(byte ^ mask[place % len(mask)] for place, byte in enumerate(mixed))).hexdigest()[:16]


def queue_training(pictures: PictureSet, owner: str) -> Run:
    """A training that waits; the server starts it as soon as somebody looks at it."""
    watched = [
        WatchedPicture(one.name, one.label, decode_picture(one.path, FAST.picture_size))
        for one in pictures.pictures("validation")[:4]
    ]
    return create_run(FAST, pictures.name, owner=owner, watched=watched)


def watch_it(page: Page, server: Server, run: Run, in_lesson: bool) -> list[dict[str, Any]]:
    """Opens a training from its link and returns what was seen of it until it ended."""
    step = "step=3-train-plain&" if in_lesson else ""
    page.goto(f"{server.address}/train?{step}run={run.id}")
    page.wait_for_selector(".st-key-stage-row .dogcat-chart .nsewdrag", timeout=WAIT)
    page.evaluate(SAMPLER)
    expect(page.locator(".st-key-stage-state")).to_contain_text("20 of 20 epochs")
    page.wait_for_timeout(1500)
    seen: list[dict[str, Any]] = page.evaluate("window.seen")
    return seen


@pytest.mark.parametrize("state", STATES)
def test_a_training_is_seen_without_scrolling_and_nothing_moves(
    browser: Browser, module_server: Server, module_set: PictureSet, state: str
) -> None:
    width, height, theme, in_lesson, least = STATES[state]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)  # type: ignore[arg-type]
    page.set_default_timeout(WAIT)
    try:
        page.goto(f"{module_server.address}/words")
        expect(page.get_by_role("heading").first).to_be_visible()
        run = queue_training(module_set, token_of(page))
        seen = watch_it(page, module_server, run, in_lesson)
        expect(page.locator(".st-key-result-said h2")).to_contain_text("on new ones")
        figures = page.locator(".st-key-result-said").bounding_box()
    finally:
        page.close()
    during = [one for one in seen if one["running"]]
    assert len({one["epochs"] for one in during}) > 3, "several epochs were seen as they came"

    for one in during:
        for part in ("chart", "numbers", "state", "stop"):
            left, top, right, bottom = one[part]
            assert left >= 0, part
            assert top >= 0, part
            assert right <= width, part
            assert bottom <= height, (part, one[part])
        assert one["chart"][3] - one["chart"][1] >= least * height
        assert one["scrolled"] == 0
        assert one["wider"] <= 0
    assert figures
    assert figures["y"] + figures["height"] <= height, "the result, too"

    # From the first epoch to beyond the end; the line of the state gets the room of the buttons at the end.
    began = seen[next(place for place, one in enumerate(seen) if one["running"]) :]
    for part, places in {
        "chart": began,
        "plane": began,
        "numbers": began,
        "x": seen,
        "state": during,
        "stop": during,
    }.items():
        different = {json.dumps(one[part]) for one in places}
        assert len(different) == 1, (part, different)
    assert seen[0]["x"] == [0, 20.5]
    check_axes(seen)


def check_axes(seen: list[dict[str, Any]]) -> None:
    """The axes start where they should, never shrink, grow in whole steps, and only for a curve."""
    bottoms = [one["accuracy"][0] for one in seen]
    assert bottoms == sorted(bottoms, reverse=True)
    assert {one["accuracy"][1] for one in seen} == {1.02}
    for one in seen:
        lowest = min((value for value in one["values"] if is_number(value)), default=0.5)
        assert one["accuracy"][0] == pytest.approx(min(0.4, int(10 * lowest + 1e-9) / 10))
    tops = [one["loss"][1] / 1.02 for one in seen if one["loss"]]
    assert tops == sorted(tops)
    assert tops[0] == 1
    assert all(2 * top == pytest.approx(round(2 * top)) for top in tops)


def test_the_form_opened_above_a_run_folds_when_the_next_training_starts(
    desktop: Page, module_server: Server, module_set: PictureSet
) -> None:
    desktop.goto(f"{module_server.address}/words")
    expect(desktop.get_by_role("heading").first).to_be_visible()
    ended = create_run(FAST, module_set.name, claimed_by=0, owner=token_of(desktop))
    ended.append("stopped", message="Stopped.")
    desktop.goto(f"{module_server.address}/train?run={ended.id}")
    form = desktop.locator("details", has=desktop.locator("summary", has_text="New training"))
    train = desktop.locator(".st-key-train button")
    expect(desktop.get_by_role("button", name="Again with another seed")).to_be_visible()
    expect(train).to_be_hidden()
    form.locator("summary").first.click()
    train.click()
    stop = desktop.get_by_role("button", name="Stop", exact=True)
    expect(stop).to_be_visible()
    expect(train).to_be_hidden()
    stop.click()  # a script run, with which the browser sends again how it shows the form
    expect(desktop.get_by_role("button", name="Again with another seed")).to_be_visible()
    desktop.wait_for_selector("[data-test-script-state=notRunning]")
    expect(train).to_be_hidden()
