"""Types that several packages share."""

from collections.abc import Callable

import numpy as np

Arrays = dict[str, np.ndarray]

ProgressCallback = Callable[[int, int], None]  # called with what is done and all there is; all is 0 when unknown
