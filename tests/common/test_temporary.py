"""Temporary folders go with their process, and never before."""

import os
import signal
import subprocess
from pathlib import Path

from dogcat.common.processes import start_python
from dogcat.common.temporary import TemporaryFolder, remove_abandoned, temporary_dir

CODE = """
import time
from dogcat.common.temporary import TemporaryFolder
kept = TemporaryFolder("model")
print(kept.path, flush=True)
time.sleep(60)
"""


def test_the_folder_of_a_killed_process_is_removed_and_that_of_a_living_one_stays(home: Path) -> None:
    with start_python("-c", CODE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        theirs = Path(os.fsdecode(other.stdout.readline().strip()))
        (theirs / "model.keras").write_bytes(b"x")
        ours = TemporaryFolder("model")
        remove_abandoned()
        assert set(temporary_dir().iterdir()) == {theirs, ours.path}
        other.send_signal(signal.SIGKILL)
        other.wait()
    remove_abandoned()
    assert set(temporary_dir().iterdir()) == {ours.path}
    ours.close()
    assert not list(temporary_dir().iterdir())


def test_a_folder_that_is_just_made_stays(home: Path) -> None:
    unlocked = temporary_dir() / "model-1-x"
    unlocked.mkdir(parents=True)
    remove_abandoned()
    assert unlocked.is_dir()
    os.utime(unlocked, (0, 0))
    remove_abandoned()
    assert not unlocked.exists()
