"""A phone hands in a photo through the real uploader, and takes it back: the file comes and goes on the disk."""

import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import SIZES, WAIT, Server
from tests.browser.test_accessible import violations, wait_until_quiet
from tests.lesson.class_photos.pets import SECRET, photo_with_secrets

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
