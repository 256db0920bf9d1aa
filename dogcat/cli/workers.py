"""The commands that the app starts: processes with TensorFlow that answer questions about networks."""

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
    sys.modules.update(dict.fromkeys(("sklearn", "pandas")))  # type: ignore[arg-type]  # see `work_command`
    with os.fdopen(os.dup(1), "wb") as replies:
        os.dup2(2, 1)  # what libraries print must not come between the replies
        load_with_tensorflow(module).answer(sys.stdin.buffer, replies)
