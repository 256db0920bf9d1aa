"""A helper whose trainer only writes: `python -m tests.helpers.stub_helper join.zip NAME SECONDS_PER_EPOCH [PORTS]`."""

import sys
from pathlib import Path

from dogcat.helpers.helper import join
from tests.helpers.stub_trainer import Trainer


def main() -> None:
    """Join as a helper of this name."""
    file, name, seconds, *ports = sys.argv[1:]
    join(Path(file), lambda line: print(line, flush=True), name, *ports, trainer=Trainer(float(seconds)))


if __name__ == "__main__":
    main()
