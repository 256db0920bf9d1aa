"""Type aliases that several packages share."""

from collections.abc import Callable

import numpy as np

Arrays = dict[str, np.ndarray]  # by name
ProgressCallback = Callable[[int, int], None]  # called with (done, total); total is 0 if it is unknown
