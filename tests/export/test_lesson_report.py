"""The page of a learner's lesson: answers, trainings, and no HTML of a learner."""

import json
from dataclasses import replace
from pathlib import Path

from dogcat.export.lesson_report import lesson_report
from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import read_step
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, create_run
from tests.finished_runs import write_run


def test_the_report_has_answers_and_trainings_and_no_html_of_a_learner(home: Path, tiny_recipe: Recipe) -> None:
    run = create_run(replace(tiny_recipe, epochs=3), "tiny", claimed_by=0)
    write_run(run, 0.7, 0.9)
    (run.folder / "label.json").write_text(json.dumps({"name": "<img src=x onerror=alert(1)>"}))
    progress = LessonProgress(predictions={"3-train-plain": 0}, attempts={"3-train-plain": [0, 1]})
    report = lesson_report(progress, [Run(run.folder)], "en")
    step = read_step("3-train-plain")
    assert f"✗ {step.predict.options[0]}" in report
    assert f"✓ {step.check.options[1]}" in report
    assert "1 of 7 steps done." in report
    assert "training 90.0%, validation 70.0%, gap 20 points" in report
    assert "&lt;img src=x" in report
    assert "<img" not in report
    assert "*" not in report
