"""Measurements side by side, each with the ratio that it is about. Each module says how it is started."""

import dogcat  # noqa: F401  # makes the settings with which TensorFlow is loaded
