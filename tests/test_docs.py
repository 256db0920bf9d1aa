"""What the documentation says of the app: the names of buttons, files and settings in it exist."""

import re
import sys
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest

from dogcat.common.storage import cache_dir, class_photos_dir, pictures_dir, runs_dir
from dogcat.explain.activations import MAX_KEPT_BYTES
from dogcat.lesson.class_photos.photos import MAX_DAYS, MAX_OF_OWNER, MAX_PHOTOS
from dogcat.lesson.figures import SURE
from dogcat.lesson.handed_in import MAX_PAGES
from dogcat.lesson.steps import PAGES, read_step
from dogcat.recipe.settings import Settings
from dogcat.runs.recorded import recorded_runs
from pages.frame.progress_keeper import COOKIE
from tests.catalogue import catalogue
from tests.conftest import ROOT
from tests.documented_events import documented_events, faults
from tests.guide import FILES, MAKERS, MARGIN, PARTS, START_SECONDS, read_plans, remade, seconds_of

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DOCS = sorted((ROOT / "docs").glob("*.md"))
GUIDES = {language: file for file, language in FILES.items() if file.name.startswith("teachers-guide")}
NO_NAMES = {"bold", "굵은 글씨"}  # bold, and no words of the app


@pytest.mark.parametrize("language", GUIDES)
def test_the_guide_s_buttons_are_in_the_app(language: str) -> None:
    guide = GUIDES[language].read_text(encoding="utf-8")
    named = {" ".join(name.split()) for name in re.findall(r"\*\*([^*]+)\*\*", guide)} - NO_NAMES
    sentences = catalogue("ko")
    known = {str(entry.id if language == "en" else entry.string).strip("*") for entry in sentences if entry.id}
    known |= {read_step(name, language).title for name in PAGES}
    assert named - known == set()
    assert len(named) > 20


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_the_guide_says_of_lesson_and_recordings_is_so(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    others = {"worksheet": {"sheet"}, "CONTRIBUTING": {"duration"}}
    parts = others.get(file.name.split(".")[0], set(MAKERS) - {"sheet", "duration"})
    assert {part[1] for part in PARTS.finditer(text)} == parts
    assert text == remade(text, FILES[file]), "run: python -m tests.guide"


@pytest.mark.parametrize("language", GUIDES)
def test_no_result_is_typed_by_hand_in_the_guide(language: str) -> None:
    by_hand = PARTS.sub("", GUIDES[language].read_text(encoding="utf-8"))
    # The confidence that the lesson calls sure, and that of the intervals.
    assert set(re.findall(r"\d+\.\d+|\d+(?:\.\d+)?%", by_hand)) <= {f"{SURE:.0%}", "95%"}


def test_the_plans_have_no_gaps_and_end_in_time() -> None:
    plans = list(read_plans(GUIDES["en"].read_text(encoding="utf-8")).values())
    assert [(plan[0].start, plan[-1].end) for plan in plans] == [(0, 45), (0, 45), (0, 45), (0, 90), (0, 20)]
    for plan in plans:
        assert all(former.end == slot.start < slot.end for former, slot in pairwise(plan))
    assert list(read_plans(GUIDES["ko"].read_text(encoding="utf-8")).values()) == plans


def test_the_queue_of_each_plan_fits_into_its_slot() -> None:
    one, first, second, double, _own_test_set = read_plans(GUIDES["en"].read_text(encoding="utf-8")).values()
    for plan in (one, first + second, double):
        queued = {slot.recipe: slot for slot in plan if slot.num_trainings}
        assert list(queued) == ["quick-baseline", "quick-regularized"]
        assert len({slot.num_trainings for slot in queued.values()}) == 1  # the groups stay
        for slot in queued.values():
            assert slot.num_trainings * seconds_of(slot.recipe) * MARGIN <= 60 * (slot.end - slot.start)


@pytest.mark.parametrize("language", GUIDES)
def test_what_the_guide_says_of_data_is_what_the_code_keeps(language: str) -> None:
    guide = GUIDES[language].read_text(encoding="utf-8")
    keeper = (ROOT / "pages" / "widgets" / "js" / "progress_keeper.js").read_text(encoding="utf-8")
    place = re.search(r'PLACE = "([\w-]+)"', keeper)
    days = re.search(r"SECONDS_OF_COOKIE = (\d+) \* 24 \* 3600", keeper)
    assert place
    assert days
    rows = {
        place[1]: "",
        COOKIE: {"en": f"{days[1]} days", "ko": f"{days[1]}일"}[language],
        "cache/inspected": f"{MAX_KEPT_BYTES // 2**20} MB",
        "handed_in`": {"en": f"at most {MAX_PAGES}", "ko": f"{MAX_PAGES}장"}[language],
        "class_photos`, ": {
            "en": f"at most {MAX_PHOTOS} | {MAX_DAYS} days",
            "ko": f"{MAX_PHOTOS}장까지 | 사진을 제출하고 {MAX_DAYS}일",
        }[language],
    }
    for what, how_long in rows.items():
        assert any(what in line and how_long in line for line in guide.splitlines() if line.startswith("|")), what
    start = {"en": f"{START_SECONDS} seconds to start", "ko": f"시작과 평가에 드는 {START_SECONDS}초"}
    assert start[language] in guide
    folders = {path.name for path in (runs_dir(), pictures_dir(), cache_dir(), class_photos_dir())}
    folders |= {"board", "experiment", "handed_in", "opened_tests"}
    assert set(re.findall(r"`\.dogcat/(\w+)", guide)) == folders


def test_what_the_server_s_guide_says_of_photos_is_so() -> None:
    text = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
    assert f"hand in more than {MAX_OF_OWNER} from a browser or {MAX_PHOTOS} in all" in text
    assert f"They are deleted after {MAX_DAYS} days" in text


@pytest.mark.parametrize("path", [*DOCS, ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=lambda path: path.name)
def test_files_and_settings_that_are_named_exist(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (path.parent / link).exists(), link  # type: ignore[attr-defined]
    headings = [re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()) for line in text.splitlines() if line[:1] == "#"]
    anchors = {heading.replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors
    settings = {item.name.upper() for item in fields(Settings)}
    others = {"HOME", "SPARE", "CATALOGUE", "SETTINGS", "DEBUG", "PROBE"}
    assert set(re.findall(r"DOGCAT_([A-Z_]+)", text)) <= settings | others


def test_both_web_servers_get_one_policy() -> None:
    text = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
    policies = re.findall(r'Content-Security-Policy "([^"]+)"', text)
    assert len(policies) == 2
    assert len(set(policies)) == 1
    assert "'unsafe-eval'" not in policies[0]
    scripts = re.search(r"script-src ([^;]+)", policies[0])
    assert scripts
    assert "unsafe-inline" not in scripts[1]


def test_forms_are_protected_against_other_sites() -> None:
    server = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]
    assert server["enableXsrfProtection"] is True
    assert server["enableCORS"] is True


def test_the_events_of_recorded_runs_are_as_documented() -> None:
    events = [event for run in recorded_runs().values() for event in run.read_events()[0]]
    assert faults(events) == set()
    assert {event["event"] for event in events} == {"start", "watch", "epoch", "end", "augmented_validation"}


def test_each_kind_of_event_that_the_code_writes_is_documented() -> None:
    written = r'(?:run\.append|wait_again)\(\s*"(\w+)"'
    files = [file for folder in ("dogcat", "benchmarks") for file in (ROOT / folder).rglob("*.py")]
    kinds = {kind for file in files for kind in re.findall(written, file.read_text(encoding="utf-8"))}
    assert kinds | {"error"} == documented_events().keys()  # `Run.fail` appends the error
