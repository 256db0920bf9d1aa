"""Attacks of `hostile_learner` on what only the teacher, or the owner of a training, may do."""

import os
import shutil
import time
from pathlib import Path

from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.hostile_attacks import LIVE, Scene, live, require
from dogcat.pictures.picture_set import LEFT_OUT_FILE, open_picture_set
from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.runs.run import create_run
from dogcat.runs.store import list_runs

_BEFORE = set(LIVE)


def stopped_run(home: Path) -> None:
    """Make a run of somebody else that was stopped after its first epoch."""
    os.environ["DOGCAT_HOME"] = str(home)
    run = create_run(QUICK_BASELINE, "drawn", owner="somebody")
    run.write_history([{"epoch": 1}])
    run.append("stopped", message="It was stopped.")


def set_with_copies(home: Path) -> None:
    """Put copies of training pictures among the test pictures, so that the check has something to leave out."""
    os.environ["DOGCAT_HOME"] = str(home)
    pictures = open_picture_set("drawn")
    training, test = (pictures.pictures(split)[0].path for split in ("train", "test"))
    shutil.copyfile(training, test)


@live("out")
def password_while_waiting(scene: Scene) -> None:
    """The right teacher password after many wrong ones, while the visitor has to wait."""
    tab = scene.tab("train", query="show=All+runs")
    for number in range(8):
        said = tab.run(tab.write("Teacher password", f"wrong {number}"))
    require(" s" in said and "Wrong password" not in said, f"nobody has to wait: {said[-160:]}")
    right = tab.write("Teacher password", scene.password())
    began = time.monotonic()
    tab.run(right)
    while "Teacher password" in "\n".join(tab.texts) and time.monotonic() < began + 90:
        time.sleep(2)
        tab.run(right)
    require("Teacher password" not in "\n".join(tab.texts), "the right password is not taken after 90 s")


@live("out", {}, stopped_run)
def continue_of_another(scene: Scene) -> None:
    """Continue on another's stopped run, with the button's id, which the page of the teacher shows."""
    (run,) = list_runs()
    teacher = scene.teacher("train", query=f"run={run.id}")
    tab = scene.tab("train", query=f"run={run.id}")
    require("Continue" in teacher.widgets, "the teacher sees no button")
    tab.run(WidgetState(id=teacher.widgets["Continue"], trigger_value=True))
    require(run.status().state == "stopped", "it goes on")
    teacher.run(teacher.press("Continue"))
    require(run.status().is_active, "nor can the teacher continue it")


@live("out", {}, set_with_copies)
def pictures_left_out(scene: Scene) -> None:
    """“Leave these pictures out” on the set that all use, with the button's id."""
    scene.command("pictures", "check", "drawn")
    label, left_out = "Leave these pictures out", open_picture_set("drawn").folder / LEFT_OUT_FILE
    teacher, tab = scene.teacher("pictures", query="view=Check"), scene.tab("pictures", query="view=Check")
    require(label in teacher.widgets, "the check has found nothing")
    for place in {teacher.widgets[label], tab.widgets.get(label, teacher.widgets[label])}:
        tab.run(WidgetState(id=place, trigger_value=True))
    require(not left_out.exists(), "a learner leaves pictures out for all")
    teacher.run(teacher.press(label))
    require(left_out.exists(), "nor can the teacher leave them out")


RIGHTS = {name: attack for name, attack in LIVE.items() if name not in _BEFORE}
