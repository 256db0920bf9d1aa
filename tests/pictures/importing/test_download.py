"""Downloads against a server on this machine that fails in every way: what is said, and which files remain."""

import gzip
import hashlib
import io
import os
import shutil
import socket
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import filelock
import pytest

from dogcat.common.types import ProgressCallback
from dogcat.pictures.importing import download as download_module
from dogcat.pictures.importing.catalogue import CatalogueEntry
from dogcat.pictures.importing.download import OTHER_WAYS, DownloadError, download_first

Answer = Callable[[BaseHTTPRequestHandler], None]


def download(wanted: CatalogueEntry, progress: ProgressCallback | None = None) -> Path:
    return download_first([wanted], progress)[1]


def _zip_bytes(seed: int) -> bytes:
    """A zip of about 900 KB, so that it comes in several pieces."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("noise.bin", hashlib.shake_256(bytes([seed])).digest(900_000))
    return file.getvalue()


DATA, OTHER = _zip_bytes(1), _zip_bytes(2)
HALF = len(DATA) // 2


@dataclass
class Site:
    """A web server whose answers are scripted by path: each request takes the next answer, the last one stays."""

    address: str
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    requests: list[tuple[str, str | None, str | None]] = field(default_factory=list)  # path, Range, If-Range

    def at(self, path: str, *answers: Answer) -> str:
        """Scripts a path and returns its address."""
        self.answers[path] = list(answers)
        return self.address + path

    @property
    def ranges(self) -> list[str | None]:
        return [asked for _, asked, _ in self.requests]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.requests.append((self.path, self.headers["Range"], self.headers["If-Range"]))
            left = made.answers[self.path]
            (left.pop(0) if len(left) > 1 else left[0])(self)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:  # a client that hangs up is part of the tests
            pass

    server = Server(("127.0.0.1", 0), Handler)
    made = Site(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the download would have waited between its attempts."""
    waited: list[float] = []
    monkeypatch.setattr(download_module, "sleep", waited.append)
    return waited


def whole(handler: BaseHTTPRequestHandler, data: bytes = DATA, tag: str = '"one"', cut_at: int | None = None) -> None:
    """Answers as a good server: ETag, Content-Length, and a Range when If-Range still holds. May break off."""
    start, status = 0, 200
    asked = handler.headers["Range"]
    if asked and handler.headers["If-Range"] == tag:
        start, status = int(asked.removeprefix("bytes=").rstrip("-")), 206
    handler.send_response(status)
    if tag:
        handler.send_header("ETag", tag)
    handler.send_header("Content-Length", str(len(data) - start))
    if status == 206:
        handler.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
    handler.end_headers()
    handler.wfile.write(data[start:cut_at])


def without_ranges(handler: BaseHTTPRequestHandler, cut_at: int | None = None) -> None:
    handler.send_response(200)
    handler.send_header("ETag", '"one"')
    handler.send_header("Content-Length", str(len(DATA)))
    handler.end_headers()
    handler.wfile.write(DATA[:cut_at])


def without_length(handler: BaseHTTPRequestHandler, cut_at: int | None = None) -> None:
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(DATA[:cut_at])


def status(handler: BaseHTTPRequestHandler, code: int) -> None:
    handler.send_error(code)


def typed(handler: BaseHTTPRequestHandler, data: bytes, content_type: str) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", content_type)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def redirect(handler: BaseHTTPRequestHandler, target: str) -> None:
    handler.send_response(302)
    handler.send_header("Location", target)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def silent(handler: BaseHTTPRequestHandler, after: int, until: threading.Event) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(DATA)))
    handler.end_headers()
    handler.wfile.write(DATA[:after])
    handler.wfile.flush()
    until.wait(10)


cut = partial(whole, cut_at=HALF)
not_found = partial(status, code=404)
SHA256 = hashlib.sha256(DATA).hexdigest()


def entry(
    *addresses: str, name: str = "pets", num_bytes: int | None = None, sha256: str | None = SHA256
) -> CatalogueEntry:
    return CatalogueEntry(name, name.title(), addresses, num_bytes, sha256, "CC0", "Everything.", "a zip")


def files(home: Path) -> dict[str, int]:
    """Names and sizes of all files of the downloads but the lock files."""
    return {path.name: path.stat().st_size for path in (home / "downloads").iterdir() if path.suffix != ".lock"}


def refused(wanted: CatalogueEntry | list[CatalogueEntry]) -> str:
    with pytest.raises(DownloadError) as caught:
        download_first(wanted if isinstance(wanted, list) else [wanted])
    text = str(caught.value)
    assert "\n" not in text
    return text


# What goes well


def test_a_file_comes_whole_and_is_not_fetched_twice(home: Path, site: Site, waits: list[float]) -> None:
    wanted = entry(site.at("/a.zip", whole), num_bytes=len(DATA))
    calls: list[tuple[int, int]] = []
    path = download(wanted, lambda done, in_all: calls.append((done, in_all)))
    assert path == home / "downloads" / "pets.zip"
    assert path.read_bytes() == DATA
    assert files(home) == {"pets.zip": len(DATA)}
    assert [done for done, _ in calls] == sorted({done for done, _ in calls})
    assert len(calls) >= 3
    assert calls[-1] == (len(DATA), len(DATA))
    assert {in_all for _, in_all in calls} == {len(DATA)}
    assert download(wanted) == path
    assert len(site.requests) == 1
    assert waits == []


def test_a_broken_line_goes_on_where_it_stopped(home: Path, site: Site, waits: list[float]) -> None:
    calls: list[int] = []
    path = download(entry(site.at("/a.zip", cut, whole)), lambda done, _: calls.append(done))
    assert path.read_bytes() == DATA
    assert site.requests == [("/a.zip", None, None), ("/a.zip", f"bytes={HALF}-", '"one"')]
    assert calls == sorted(calls)
    assert waits == [1]
    assert files(home) == {"pets.zip": len(DATA)}


def test_a_line_that_breaks_often_but_gets_on_is_followed_to_the_end(
    home: Path, site: Site, waits: list[float]
) -> None:
    cuts = [partial(whole, cut_at=len(DATA) * tenth // 10) for tenth in range(1, 10)]
    assert download(entry(site.at("/a.zip", *cuts, whole))).read_bytes() == DATA
    assert waits == [1] * 9


def test_a_server_without_ranges_starts_anew(home: Path, site: Site) -> None:
    path = download(entry(site.at("/a.zip", partial(without_ranges, cut_at=HALF), without_ranges)))
    assert path.read_bytes() == DATA
    assert site.ranges == [None, f"bytes={HALF}-"]


@pytest.mark.parametrize("tag", ["", 'W/"weak"'])
def test_without_a_strong_tag_nobody_asks_for_the_rest(home: Path, site: Site, tag: str) -> None:
    tagged = partial(whole, tag=tag)
    assert download(entry(site.at("/a.zip", partial(tagged, cut_at=HALF), tagged))).read_bytes() == DATA
    assert site.ranges == [None, None]


def test_a_file_that_changed_in_between_starts_anew(home: Path, site: Site) -> None:
    path = download(entry(site.at("/a.zip", cut, partial(whole, data=OTHER, tag='"two"')), sha256=None))
    assert path.read_bytes() == OTHER
    assert site.ranges == [None, f"bytes={HALF}-"]


@pytest.mark.parametrize(("tag", "start"), [('"two"', HALF), ('"one"', HALF - 9)], ids=["another tag", "another place"])
def test_a_rest_that_does_not_fit_is_not_added(home: Path, site: Site, tag: str, start: int) -> None:
    def careless(handler: BaseHTTPRequestHandler) -> None:  # as some proxies, whatever was asked for
        handler.send_response(206)
        handler.send_header("ETag", tag)
        handler.send_header("Content-Range", f"bytes {start}-{len(DATA) - 1}/{len(DATA)}")
        handler.send_header("Content-Length", str(len(DATA) - start))
        handler.end_headers()
        handler.wfile.write(DATA[start:])

    path = download(entry(site.at("/a.zip", cut, careless, whole), sha256=None))
    assert path.read_bytes() == DATA
    assert site.ranges == [None, f"bytes={HALF}-", None]


def test_a_part_that_is_too_long_is_thrown_away(home: Path, site: Site) -> None:
    address = site.at("/a.zip", cut, partial(status, code=416), whole)
    assert download(entry(address)).read_bytes() == DATA
    assert site.ranges == [None, f"bytes={HALF}-", None]


def test_a_killed_download_goes_on_the_next_time(home: Path, site: Site) -> None:
    wanted = entry(site.at("/a.zip", whole))

    def killed(done: int, _in_all: int) -> None:
        if done > HALF:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(wanted, killed)
    left = files(home)
    assert sorted(Path(name).suffix for name in left) == [".part", ".tag"]
    (part,) = [size for name, size in left.items() if name.endswith(".part")]
    assert HALF < part < len(DATA)
    assert download(wanted).read_bytes() == DATA
    assert site.ranges == [None, f"bytes={part}-"]
    assert files(home) == {"pets.zip": len(DATA)}


def test_a_busy_server_is_asked_again_later(home: Path, site: Site, waits: list[float]) -> None:
    busy = partial(status, code=500)
    assert download(entry(site.at("/a.zip", busy, busy, whole))).read_bytes() == DATA
    assert len(site.requests) == 3
    assert waits == [1, 2]


def test_redirects_are_followed(home: Path, site: Site) -> None:
    site.at("/moved/b.zip", whole)
    assert download(entry(site.at("/a.zip", partial(redirect, target="/moved/b.zip")))).read_bytes() == DATA
    assert [path for path, _, _ in site.requests] == ["/a.zip", "/moved/b.zip"]


def test_without_a_length_the_size_is_unknown(home: Path, site: Site) -> None:
    calls: list[tuple[int, int]] = []
    address = site.at("/a.zip", without_length)
    assert download(entry(address), lambda *figures: calls.append(figures)).read_bytes() == DATA
    assert calls[-1] == (len(DATA), 0)


def test_without_a_length_the_catalogues_size_counts(home: Path, site: Site, waits: list[float]) -> None:
    calls: list[tuple[int, int]] = []
    address = site.at("/a.zip", partial(without_length, cut_at=HALF), without_length)
    wanted = entry(address, num_bytes=len(DATA), sha256=None)
    assert download(wanted, lambda *figures: calls.append(figures)).read_bytes() == DATA
    assert calls[-1] == (len(DATA), len(DATA))
    assert waits == [1]


def test_a_tar_gz_that_is_called_an_encoding_comes_as_it_is(home: Path, site: Site) -> None:
    data = gzip.compress(b"a tar" * 100)
    accepted: list[str] = []

    def encoded(handler: BaseHTTPRequestHandler) -> None:
        accepted.append(handler.headers["Accept-Encoding"])
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    path = download(entry(site.at("/a.tar.gz", encoded), sha256=hashlib.sha256(data).hexdigest()))
    assert (path.name, path.read_bytes()) == ("pets.tar.gz", data)
    assert accepted == ["identity"]


@pytest.mark.parametrize(
    ("kept", "sha256"), [(DATA[:HALF], None), (OTHER, SHA256)], ids=["too short", "another checksum"]
)
def test_a_kept_file_that_is_wrong_is_fetched_anew(home: Path, site: Site, kept: bytes, sha256: str | None) -> None:
    (home / "downloads").mkdir(parents=True)
    (home / "downloads" / "pets.zip").write_bytes(kept)
    assert download(entry(site.at("/a.zip", whole), num_bytes=len(DATA), sha256=sha256)).read_bytes() == DATA
    assert len(site.requests) == 1


def test_the_second_address_helps_when_the_first_is_dead(home: Path, site: Site) -> None:
    dead, good = site.at("/a.zip", not_found), site.at("/b.zip", whole)
    said: list[str] = []
    found, path = download_first([entry(dead, good, num_bytes=len(DATA))], announce=said.append)
    assert (found.id, path.read_bytes()) == ("pets", DATA)
    assert said == [
        f"Trying Pets, 900.1 kB: {dead}",
        f"{dead} answers 404 Not Found.",
        f"Trying Pets, 900.1 kB: {good}",
    ]
    assert files(home) == {"pets.zip": len(DATA)}


def test_the_second_entry_helps_when_the_first_is_dead(home: Path, site: Site) -> None:
    first, second = entry(site.at("/a.zip", not_found), name="first"), entry(site.at("/b.zip", whole), name="second")
    found, path = download_first([first, second])
    assert found == second
    assert path == home / "downloads" / "second.zip"


def test_parts_that_nobody_goes_on_with_are_removed_after_a_day(home: Path, site: Site) -> None:
    address, elsewhere = site.at("/a.zip", cut, not_found, whole), site.at("/b.zip", cut, not_found)
    for wanted in (entry(address), entry(elsewhere, name="others")):
        assert "404" in refused(wanted)
    folder = home / "downloads"
    (folder / "tmpabc").write_bytes(b"of a killed process")
    (folder / "others.zip").write_bytes(DATA)
    assert len(files(home)) == 6
    yesterday = time.time() - 25 * 3600
    for path in folder.iterdir():
        os.utime(path, (yesterday, yesterday))
    (folder / "fresh.part").write_bytes(b"another process is at it")
    assert download(entry(address)).read_bytes() == DATA
    assert site.ranges[-1] == f"bytes={HALF}-"
    assert sorted(files(home)) == ["fresh.part", "others.zip", "pets.zip"]


# What fails


@pytest.mark.parametrize(("code", "words"), [(404, "answers 404 Not Found"), (403, "answers 403 Forbidden")])
def test_a_missing_file_is_not_asked_for_twice(
    home: Path, site: Site, waits: list[float], code: int, words: str
) -> None:
    address = site.at("/a.zip", partial(status, code=code))
    assert refused(entry(address)) == f"Nothing could be downloaded: {address} {words}. Try again later. {OTHER_WAYS}"
    assert (len(site.requests), waits, files(home)) == (1, [], {})


def test_a_server_that_stays_broken_is_given_up(home: Path, site: Site, waits: list[float]) -> None:
    text = refused(entry(site.at("/a.zip", partial(status, code=503))))
    assert "/a.zip answers 503 Service Unavailable. Try again later. " in text
    assert (len(site.requests), waits, files(home)) == (4, [1, 2, 4], {})


def test_a_line_that_always_breaks_at_one_place_is_given_up_and_its_part_kept(
    home: Path, site: Site, waits: list[float]
) -> None:
    text = refused(entry(site.at("/a.zip", cut)))
    assert f"/a.zip stopped after {HALF / 10**6:.1f} MB" in text
    assert waits == [1, 2, 4]
    assert site.ranges == [None] + [f"bytes={HALF}-"] * 3
    assert sorted(files(home).values()) == [5, HALF]


def test_redirects_in_a_circle_are_given_up(home: Path, site: Site, waits: list[float]) -> None:
    text = refused(entry(site.at("/a.zip", partial(redirect, target="/a.zip"))))
    assert "/a.zip redirects in a circle." in text
    assert (waits, files(home)) == ([], {})


def test_a_wrong_checksum_is_said_and_the_file_not_kept(home: Path, site: Site, waits: list[float]) -> None:
    text = refused(entry(site.at("/a.zip", partial(whole, data=OTHER))))
    assert (
        "/a.zip sent a file with a wrong checksum: it was damaged on the way, or is no longer the catalogue's" in text
    )
    assert (len(site.requests), waits, files(home)) == (1, [], {})


def test_a_wrong_size_is_said_before_the_file_is_fetched(home: Path, site: Site) -> None:
    text = refused(entry(site.at("/a.zip", whole), num_bytes=68_606_236))
    assert (
        f"has a file of {len(DATA):,} bytes, but the catalogue says 68,606,236: it is no longer the same file" in text
    )
    assert files(home) == {}


@pytest.mark.parametrize(
    ("data", "content_type", "words"),
    [
        (b"<p>Log in", "text/html; charset=utf-8", "answers with a web page instead of the file"),
        (b"\n<!DOCTYPE html>moved", "application/zip", "answers with a web page instead of the file"),
        (b'{"error": 1}', "application/json", "sent something that is neither a zip nor a tar.gz file"),
    ],
)
def test_what_is_no_archive_is_recognised_and_not_kept(
    home: Path, site: Site, waits: list[float], data: bytes, content_type: str, words: str
) -> None:
    text = refused(entry(site.at("/a.zip", partial(typed, data=data, content_type=content_type)), sha256=None))
    assert f"/a.zip {words}" in text
    assert (len(site.requests), waits, files(home)) == (1, [], {})


def test_a_login_page_does_not_cost_the_part_that_is_there(home: Path, site: Site) -> None:
    page = partial(typed, data=b"<html>Log in", content_type="text/html")
    wanted = entry(site.at("/a.zip", cut, page, whole))
    assert "you need to log in to this computer network in a browser first" in refused(wanted)
    assert download(wanted).read_bytes() == DATA
    assert site.ranges == [None, f"bytes={HALF}-", f"bytes={HALF}-"]


def test_an_empty_answer_is_given_up(home: Path, site: Site) -> None:
    assert "/a.zip stopped after 0.0 MB" in refused(entry(site.at("/a.zip", partial(without_length, cut_at=0))))


@pytest.mark.parametrize("after", [0, HALF])
def test_a_server_that_falls_silent_is_given_up(
    home: Path, site: Site, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(download_module, "_TIMEOUTS", (1.0, 0.1))
    over = threading.Event()
    began = time.monotonic()
    text = refused(entry(site.at("/a.zip", partial(silent, after=after, until=over))))
    over.set()
    assert "/a.zip has sent nothing for 0.1 seconds" in text
    assert time.monotonic() - began < 5


def test_offline_is_one_clear_line_with_two_other_ways(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    closed = [f"127.0.0.1:{_free_port()}" for _ in range(2)]
    said: list[str] = []
    with pytest.raises(DownloadError) as caught:
        download_first([entry(*(f"http://{host}/a.zip" for host in closed))], announce=said.append)
    assert str(caught.value) == (
        f"No connection to {closed[0]}, {closed[1]}: this computer seems to be offline. Two ways need no internet:"
        " draw a set with 'pictures draw --name NAME', or import a zip or folder of your own with"
        " 'pictures import PATH --name NAME'; the Pictures page has both."
    )
    assert said[1] == f"http://{closed[0]}/a.zip cannot be reached."
    assert files(home) == {}


def test_a_line_that_goes_dead_in_the_middle_may_come_back(
    home: Path, site: Site, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    def drop(handler: BaseHTTPRequestHandler) -> None:
        handler.connection.shutdown(socket.SHUT_RDWR)

    assert download(entry(site.at("/a.zip", cut, drop, whole))).read_bytes() == DATA
    assert waits == [1, 2]


def test_every_reason_is_given_when_nothing_works(home: Path, site: Site) -> None:
    closed = f"http://127.0.0.1:{_free_port()}/b.zip"
    first, second = entry(site.at("/a.zip", not_found), closed), entry(site.at("/c.zip", not_found), name="more")
    assert refused([first, second]).startswith(
        f"Nothing could be downloaded: {site.address}/a.zip answers 404 Not Found; {closed} cannot be reached;"
        f" {site.address}/c.zip answers 404 Not Found. Try again later. Two ways need no internet"
    )


def test_a_full_disk_is_noticed_before_anything_is_written(
    home: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2**18, total=0))
    text = refused(entry(site.at("/a.zip", whole), site.at("/b.zip", whole)))
    assert text.startswith(f"The download needs 1 MB, but the disk of {home / 'downloads'} has 0 MB free. Free some")
    assert len(site.requests) == 1
    assert files(home) == {}


def test_a_home_that_cannot_be_written_to_is_answered_with_one_line(home: Path, site: Site) -> None:
    home.write_text("a file where a folder should be")
    assert refused(entry(site.at("/a.zip", whole))).startswith(
        f"The download cannot be stored in {home / 'downloads'}: "
    )
    assert site.requests == []


def test_a_second_download_of_the_same_entry_is_refused(home: Path, site: Site) -> None:
    wanted, texts = entry(site.at("/a.zip", whole), site.at("/b.zip", whole)), []

    def meanwhile(done: int, _in_all: int) -> None:
        if not texts:
            texts.append(refused([wanted, entry(site.at("/c.zip", whole), name="next")]))

    assert download(wanted, meanwhile).read_bytes() == DATA
    assert texts == ["Pets is being downloaded already, in another window or by somebody else. Wait until it is done."]
    assert len(site.requests) == 1
    with filelock.FileLock(home / "downloads" / "pets.lock", timeout=0):
        assert "is being downloaded already" in refused(replace(wanted, sha256=None))


def test_a_fault_of_the_caller_is_not_taken_for_a_wrong_checksum(home: Path, site: Site) -> None:
    def faulty(_done: int, _in_all: int) -> None:
        raise ValueError("a fault of the page")

    with pytest.raises(ValueError, match="a fault of the page"):
        download(entry(site.at("/a.zip", whole)), faulty)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
