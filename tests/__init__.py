"""The tests."""

import importlib.util

if importlib.util.find_spec("pillow_heif"):  # the app loads it for a HEIC file only; tests write such files
    importlib.import_module("pillow_heif").register_heif_opener()
