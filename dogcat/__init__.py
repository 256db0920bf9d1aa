"""The core of the dogs-vs-cats teaching app: pictures in, trainings and figures out, no screen anywhere.

TensorFlow and Arrow read their settings from the environment when they are loaded, so they are made here, before any
module can load them, and the processes that are started from here inherit them.
"""

import os
import platform

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # its own keeps megabytes in reserve for large tables
if platform.machine().lower() in {"x86_64", "amd64"}:
    # Left alone, TensorFlow convolves by oneDNN only where the processor has AVX-512; see benchmarks/onednn.py.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
