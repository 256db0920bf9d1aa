"""Measurements side by side, each with the ratio that it is about. Each module says how it is started."""

import os

# Before anything imports TensorFlow.
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
