"""The commands that the app itself starts: processes with TensorFlow that answer questions."""

import os
import sys

from dogcat.training.load_tensorflow import load_with_tensorflow


def inspect_command() -> None:
    """Answer questions about networks from standard input, see explain/protocol.py; the app starts this."""
    _answer("dogcat.explain.worker.activations")


def foreign_command() -> None:
    """Answer questions about a model that a visitor trained elsewhere, see explain/own_model.py."""
    _answer("dogcat.explain.worker.own_model")


def _answer(module: str) -> None:
    sys.modules.update(dict.fromkeys(("sklearn", "pandas")))  # type: ignore[arg-type]  # as for `work`
    with os.fdopen(os.dup(1), "wb") as replies:
        os.dup2(2, 1)  # whatever else is printed must not come between the replies
        load_with_tensorflow(module).answer(sys.stdin.buffer, replies)
