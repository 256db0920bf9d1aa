"""How much memory is taken by all pictures that are decoded at the same time."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image, ImageFile

from dogcat.pictures.decoding import decode_picture, fitted, open_picture, thumbnail


def _png(side: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (side, side), "white").save(data, "PNG")
    return data.getvalue()


class _Load:
    """Stands for `ImageFile.load`: counts the pictures whose pixels are in memory and waits while it is closed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now: dict[int, int] = {}
        self.most: dict[int, int] = {}
        self.door = threading.Event()
        self._lock, real = threading.Lock(), ImageFile.ImageFile.load

        def load(picture: ImageFile.ImageFile) -> object:
            side = picture.width
            with self._lock:
                self.now[side] = self.now.get(side, 0) + 1
                self.most[side] = max(self.most.get(side, 0), self.now[side])
            assert side < 50 or self.door.wait(20)
            with self._lock:
                self.now[side] -= 1
            return real(picture)

        monkeypatch.setattr(ImageFile.ImageFile, "load", load)
        monkeypatch.setattr("dogcat.pictures.decode_memory.USUAL_BYTES", 5 * 50 * 50)
        monkeypatch.setattr("dogcat.pictures.decode_memory.SHARED_BYTES", 2 * 5 * 50 * 50)


@pytest.mark.parametrize(("side", "at_once"), [(60, 1), (50, 2)])
def test_pictures_share_a_bounded_memory_in_whatever_way_they_are_read(
    monkeypatch: pytest.MonkeyPatch, side: int, at_once: int
) -> None:
    load, data = _Load(monkeypatch), _png(side)
    ways = [
        lambda: decode_picture(data, 9),
        lambda: open_picture(data),
        lambda: thumbnail(data, 9),
        lambda: fitted(data, 9, 9),
    ]
    with ThreadPoolExecutor(8) as visitors:
        asked = [visitors.submit(ways[number % 4]) for number in range(8)]
        threading.Timer(0.2, load.door.set).start()
        assert [bool(one.result(20) is not None) for one in asked] == [True] * 8
    assert load.most == {side: at_once}


def test_a_usual_picture_does_not_wait_for_large_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    load = _Load(monkeypatch)
    with ThreadPoolExecutor(4) as visitors:
        large = [visitors.submit(decode_picture, _png(60), 9) for _ in range(3)]
        assert visitors.submit(decode_picture, _png(20), 9).result(20).shape == (9, 9, 3)
        assert not any(one.done() for one in large)
        load.door.set()


def test_a_damaged_picture_gives_its_memory_back(monkeypatch: pytest.MonkeyPatch) -> None:
    load = _Load(monkeypatch)
    load.door.set()
    for side in (60, 50):
        with ThreadPoolExecutor(1) as visitor:
            for data in [_png(side)[:-20]] * 3 + [_png(side)]:
                done = visitor.submit(decode_picture, data, 9)
                assert done.exception(20) is None or "damaged" in str(done.exception())
