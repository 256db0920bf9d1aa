"""Phones hand in photos through the real uploader, and take them back: the files come and go on the disk."""

import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import SIZES, WAIT, Server
from tests.browser.test_accessible import violations, wait_until_quiet
from tests.hostile_visitor import Tab
from tests.lesson.class_photos.pets import SECRET, photo, photo_with_secrets

PHOTO: FilePayload = {"name": "ann-at-home.jpg", "mimeType": "image/jpeg", "buffer": photo_with_secrets()}
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def phone(browser: Browser) -> Page:
    """A fresh tab of a phone, touched by fingers."""
    width, height = SIZES["phone"]
    page = browser.new_page(viewport={"width": width, "height": height}, has_touch=True, is_mobile=True)
    page.set_default_timeout(WAIT)
    return page


def kept(server: Server) -> list[Path]:
    return list((server.home / "class_photos").rglob("*.jpg"))


def uploaded_bytes(server: Server) -> int:
    """Returns the bytes of all uploaded files that the server holds."""
    with urllib.request.urlopen(f"{server.address}/_stcore/metrics") as answer:
        lines = answer.read().decode().splitlines()
    held = [line.split()[-1] for line in lines if line.startswith("cache_memory_bytes") and "UploadedFile" in line]
    return int(float(held[0])) if held else 0


def test_a_phone_hands_in_a_photo_and_takes_it_back(phone: Page, shared_server: Server) -> None:
    phone.goto(f"{shared_server.address}/board?class=Our+own+test+set")
    uploader = phone.locator("input[type=file]")
    expect(uploader).to_have_attribute("accept", "image/*")  # with it, phones offer their camera
    before = uploaded_bytes(shared_server)
    uploader.set_input_files(PHOTO)
    expect(phone.get_by_role("button", name="It shows a cat")).to_be_visible()
    assert uploaded_bytes(shared_server) <= before  # the file itself, with its metadata, is gone from memory, too
    phone.get_by_role("button", name="It shows a cat").tap()
    expect(phone.get_by_text("Your photos: 1 of at most 10")).to_be_visible()
    (file,) = kept(shared_server)
    assert SECRET not in file.read_bytes()
    assert not list(shared_server.home.rglob("*ann-at-home*"))
    wait_until_quiet(phone)
    expect(phone.get_by_text(PHOTO["name"])).to_have_count(0)
    assert not phone.evaluate(TOO_WIDE)
    assert violations(phone) == []
    phone.get_by_role("button", name="Take all back").tap()
    expect(phone.get_by_text("Your photos:")).to_have_count(0)
    assert kept(shared_server) == []


def test_thirty_phones_of_one_school_lose_no_photo(shared_server: Server) -> None:
    def shown_until(tab: Tab, words: str, said: str) -> None:
        while words not in said:  # a page runs once more after the file, and once more after the press
            said = tab.read()

    def send(number: int) -> None:
        tab = Tab(shared_server.port, "board", address="192.0.2.1", query="class=Our own test set")
        tab.run()
        picked = tab.give("Take or choose a photo of one cat or one dog", {"x.jpg": photo(number)})
        shown_until(tab, "It shows a cat", tab.run(picked))
        shown_until(tab, "Your photos: 1 of", tab.run(tab.press("It shows a cat")))
        tabs.append(tab)

    tabs: list[Tab] = []
    with ThreadPoolExecutor(30) as phones:
        list(phones.map(send, range(30)))
    assert len(kept(shared_server)) == len(tabs) == 30
    for tab in tabs:
        tab.run(tab.press("Take all back"))
        tab.close()
    assert kept(shared_server) == []
