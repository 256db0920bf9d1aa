"""The recorded trainings with a pre-trained network: by way and number of pictures, without damaged files."""

import json
from pathlib import Path

import pytest

from dogcat.analysis.further import pretrained_runs
from dogcat.analysis.further.pretrained_runs import accuracies

NOTE = {"way": "features", "num_training": 200, "validation": 0.9, "test": 0.8, "seconds": 9, "processor": "p"}


def test_trainings_are_sorted_and_damaged_files_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pretrained_runs, "PRETRAINED_DIR", tmp_path)
    assert pretrained_runs.pretrained_runs() == {}
    for seed in (3, 1, 2):
        (tmp_path / f"{seed}.json").write_text(json.dumps(NOTE | {"seed": seed, "validation": 0.9 + seed / 100}))
    (tmp_path / "4.json").write_text('{"way": "features"')
    (tmp_path / "5.json").write_text(json.dumps(NOTE))  # without a seed
    runs = pretrained_runs.pretrained_runs()
    assert {key: [run.seed for run in same] for key, same in runs.items()} == {("features", 200): [1, 2, 3]}
    assert accuracies(runs, "features")[200].mean == pytest.approx(0.92)
    assert accuracies(runs, "random") == {}
