"""What only a browser shows of the Compare page: charts that are kept as files, curves that play, what is hidden."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from dogcat.recipe.recipe import BASELINE, REGULARIZED
from tests.browser.conftest import SIZES, Server, running_server
from tests.conftest import ROOT
from tests.finished_runs import record

CHARTS = "document.querySelectorAll('.dogcat-chart')"
WIDER = "document.documentElement.scrollWidth - window.innerWidth"


def test_a_chart_is_kept_as_svg_and_as_png(desktop: Page, shared_server: Server) -> None:
    desktop.emulate_media(color_scheme="dark")
    desktop.goto(shared_server.address)
    desktop.wait_for_function(f"{CHARTS}[0]?.data?.length >= 4")
    desktop.locator(".dogcat-chart").hover()
    for title, ending, start in (("SVG", "svg", b"<svg"), ("PNG", "png", b"\x89PNG")):
        with desktop.expect_download() as kept:
            desktop.locator(f".modebar-btn[data-title='Download as {title}']").click()
        assert kept.value.suggested_filename == f"result.{ending}"
        content = kept.value.path().read_bytes()
        assert content.startswith(start)
        if ending == "svg":
            assert b">regularized<" in content, "the label at the end of its line"
            background = desktop.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
            assert background.replace(" ", "").encode() in content.replace(b" ", b""), "legible on any paper"
    titles = desktop.evaluate("[...document.querySelectorAll('.modebar-btn')].map((button) => button.dataset.title)")
    assert [title for title in titles if "ownload" in title] == ["Download as PNG", "Download as SVG"]
    assert "Share chart..." not in titles, "nothing is sent to a cloud"


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose assets/runs holds one small run of each recipe."""
    folder = tmp_path_factory.mktemp("pair")
    record(folder / "runs", "baseline-photos-seed1", BASELINE, 0.7, 0.99)
    record(folder / "runs", "regularized-photos-seed1", REGULARIZED, 0.8, 0.85)
    (folder / "sitecustomize.py").write_text(
        "import pathlib\nfrom dogcat.runs import recorded\n"
        f"recorded.RECORDED_DIR = pathlib.Path({str(folder / 'runs')!r})\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(folder), str(ROOT)]))
        with running_server(folder / "home") as running:
            yield running


def test_curves_play_by_themselves_to_the_end(desktop: Page, pair: Server) -> None:
    points = f"{CHARTS}[0]?.data?.at(-1).x.length"
    desktop.goto(f"{pair.address}/compare")
    desktop.get_by_role("button", name="Show it without a guess").click()
    desktop.wait_for_function(f"{points} === 12 && {CHARTS}[0].data.at(-1).name === 'regularized'")
    desktop.get_by_role("slider").focus()
    desktop.keyboard.press("Home")
    desktop.wait_for_function(f"{points} === 1")
    desktop.evaluate(f"{CHARTS}[0].stays = true")
    desktop.get_by_role("button", name="Play").click()
    desktop.wait_for_function(f"1 < {points} && {points} < 12")
    desktop.wait_for_function(f"{points} === 12")
    expect(desktop.get_by_role("button", name="Play")).to_be_visible()
    assert desktop.evaluate(f"{CHARTS}[0].stays"), "the chart was not made anew"


def test_a_chart_can_be_read_as_a_table(desktop: Page, pair: Server) -> None:
    desktop.goto(f"{pair.address}/compare")
    desktop.get_by_role("button", name="Show it without a guess").click()
    desktop.wait_for_function(f"{CHARTS}[0]?.data?.at(-1).x.length === 12")
    desktop.get_by_text("As a table").first.click()
    rows = desktop.get_by_role("region", name="As a table").first.get_by_role("row")
    expect(rows).to_have_count(13)
    heads = rows.first.get_by_role("columnheader").all_inner_texts()
    assert heads[0] == "epoch"
    assert {"baseline, training", "regularized, validation"} < set(heads)
    drawn = desktop.evaluate(f"{CHARTS}[0].data.at(-1).y.at(-1)")  # validation of the second run, the last column
    assert rows.last.get_by_role("rowheader").inner_text() == "12"
    assert rows.last.get_by_role("cell").last.inner_text() == f"{drawn:.1%}"
    desktop.get_by_role("slider").focus()
    desktop.keyboard.press("Home")
    expect(rows).to_have_count(2)  # an open table follows its chart


def test_every_view_fits_a_phone(browser: Browser, pair: Server) -> None:
    width, height = SIZES["phone"]
    phone = browser.new_page(viewport={"width": width, "height": height})
    errors: list[str] = []
    phone.on("pageerror", lambda error: errors.append(str(error)))
    for view, words in (
        ("Plain and regularized", "Your guess"),
        ("What helped?", "Your guess"),
        ("Any runs", "Report to print"),
        ("Picture by picture", "Is it as sure as it should be?"),
        ("Test set", "Sealed"),
    ):
        phone.goto(f"{pair.address}/compare?part={view.replace(' ', '+').replace('?', '%3F')}")
        expect(phone.get_by_text(words).first).to_be_attached(timeout=30_000)
        assert phone.evaluate(WIDER) <= 0, view
    phone.close()
    assert errors == []
