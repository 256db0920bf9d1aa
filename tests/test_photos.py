"""The real 4,000 photos, where they lie beside the checkout: import, a short training, evaluation."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

PHOTOS = ROOT.parent / "shared" / "data" / "dogs-vs-cats-small.zip"


def dogcat(home: Path, *arguments: str) -> str:
    """Runs the command line and returns what it printed on stdout."""
    result = subprocess.run(
        [sys.executable, "-m", "dogcat", *arguments],
        cwd=ROOT,
        env={**os.environ, "DOGCAT_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


if PHOTOS.exists():

    def test_the_photos_from_the_zip_to_an_evaluation(home: Path) -> None:
        counts = dogcat(home, "pictures", "import", str(PHOTOS), "--name", "photos")
        assert "train 1000 cats 1000 dogs, validation 500 cats 500 dogs, test 500 cats 500 dogs" in counts
        trained = dogcat(
            home, "train", "--recipe", "baseline", "--pictures", "photos", "--epochs", "2", "--steps", "30"
        )
        run_id = trained.splitlines()[-1]
        rows = (home / "runs" / run_id / "history.csv").read_text().splitlines()
        assert len(rows) == 3
        result = json.loads(dogcat(home, "evaluate", run_id, "--split", "test"))
        assert result["n"] == 1000
        assert sum(sum(row.values()) for row in result["confusion"].values()) == 1000
        low, high = result["accuracy_interval"]
        assert low < result["accuracy"] < high
        assert 0.3 < result["loss"] < 1  # log 2 is guessing
