"""A helper whose trainer only writes: `python -m tests.helpers.stub_helper join.zip NAME SECONDS_PER_EPOCH [SHIFT]`.

SHIFT: seconds by which the clock of this helper and its trainer is wrong.
"""

import os
import sys
import time
from pathlib import Path

from dogcat.helpers.helper import join
from tests.helpers.stub_trainer import Trainer, shift_clock


def main() -> None:
    """Join as a helper of this name."""
    file, name, seconds, *shift = sys.argv[1:]
    os.environ["STUB_CLOCK_SHIFT"] = shift[0] if shift else "0"
    shift_clock()
    join(Path(file), lambda line: print(f"{time.time():.1f} {line}", flush=True), name, trainer=Trainer(float(seconds)))


if __name__ == "__main__":
    main()
