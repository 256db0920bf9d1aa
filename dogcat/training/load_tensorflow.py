"""Imports TensorFlow for a command, without its noise and without garbage collection meanwhile."""

import gc
import importlib
import os
import sys
from functools import cache
from types import ModuleType


@cache
def load_with_tensorflow(module: str) -> ModuleType:
    """Imports TensorFlow and a module that needs it.

    None of what they make is garbage: it is not looked for meanwhile, which would be a tenth of the time, nor later.
    """
    gc.disable()
    load_tensorflow()
    loaded = importlib.import_module(module)
    gc.freeze()
    gc.enable()
    return loaded


def load_tensorflow() -> None:
    """Imports TensorFlow without the lines that its C++ part writes to stderr before it can be told not to."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        importlib.import_module("tensorflow")
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
