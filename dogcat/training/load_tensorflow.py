"""Imports TensorFlow without its log lines, and faster, because garbage collection is off meanwhile."""

import gc
import importlib
import os
import sys
from functools import cache
from types import ModuleType


@cache
def load_with_tensorflow(module: str) -> ModuleType:
    """Imports TensorFlow and a module that needs it, and returns the module.

    The imports leave no garbage. Garbage collection is off meanwhile, since it would take a tenth of the time, and
    ignores the imported objects afterwards.
    """
    gc.disable()
    load_tensorflow()
    loaded = importlib.import_module(module)
    gc.freeze()
    gc.enable()
    return loaded


def load_tensorflow() -> None:
    """Imports TensorFlow without the lines that its C++ part writes to stderr before it can be configured."""
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
