"""Types that several packages share."""

from collections.abc import Callable

import numpy as np

Arrays = dict[str, np.ndarray]

Progress = Callable[[int, int], None]  # called with (pictures done, pictures in all)
