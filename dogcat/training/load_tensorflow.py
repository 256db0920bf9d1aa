"""Imports TensorFlow without its log lines, and faster, because garbage collection is off meanwhile."""

import contextlib
import gc
import importlib
import os
import sys
from functools import cache
from types import ModuleType


@cache
def load_with_tensorflow(module: str, sees_cards: bool = False) -> ModuleType:
    """Imports TensorFlow and a module that needs it, and returns the module.

    The imports leave no garbage. Garbage collection is off meanwhile, since it would take a tenth of the time, and
    ignores the imported objects afterwards.

    Args:
        module: name of the module.
        sees_cards: as for `load_tensorflow`.
    """
    gc.disable()
    load_tensorflow(sees_cards)
    loaded = importlib.import_module(module)
    gc.freeze()
    gc.enable()
    return loaded


def load_tensorflow(sees_cards: bool = False) -> None:
    """Imports TensorFlow without the lines that its C++ part writes to stderr before it can be configured.

    Args:
        sees_cards: whether this process trains and so may use a graphics card, see `choose_device`. Otherwise the cards
            are hidden here too, because Apple's plugin does not read `CUDA_VISIBLE_DEVICES`.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        tensorflow = importlib.import_module("tensorflow")
        if not sees_cards:
            with contextlib.suppress(Exception):  # a plugin that fails has no card to hide
                tensorflow.config.set_visible_devices([], "GPU")
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
