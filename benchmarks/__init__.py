"""Measurements side by side, each with the ratio that it is about. Each module says how it is started."""

from dogcat.common.processes import prepare_environment

prepare_environment()  # before any of them loads TensorFlow
