"""Heat maps: the values of a map as colours that are laid over its picture."""

import numpy as np

OPACITY = 0.9  # opacity of the largest absolute value, 0 to 1


def heat_map(values: np.ndarray) -> np.ndarray:
    """The colours of a map: red to yellow above 0, blue to cyan below 0, transparent at 0.

    Args:
        values: float (S, S); the largest absolute value gets `OPACITY`.

    Returns:
        Red, green, blue and opacity, uint8 (S, S, 4).
    """
    strength = np.abs(values) / (float(np.abs(values).max()) or 1.0)
    full, none, bright = np.ones_like(strength), np.zeros_like(strength), 0.9 * strength
    glow = np.dstack([full, bright, none])  # red to yellow stands out on dark fur and on light
    shade = np.dstack([none, bright, full])
    colours = np.where(values[..., None] > 0, glow, shade)
    levels: np.ndarray = np.round(255 * np.dstack([colours, OPACITY * strength**0.7])).astype(np.uint8)
    return levels
