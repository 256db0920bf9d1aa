"""Chooses the device of a training: a graphics card that TensorFlow can compute on, otherwise the processor."""

import contextlib
import functools
import platform
from contextlib import AbstractContextManager, nullcontext

import tensorflow as tf

from dogcat.common.language import N_
from dogcat.common.processes import show_cards
from dogcat.common.sentence import Sentence
from dogcat.recipe.device import BY_RECIPE, BY_SETTING, Device, keep_device
from dogcat.recipe.graphics_card import nvidia_cards
from dogcat.recipe.settings import settings

_MAX_ERROR = 200  # characters of an error of TensorFlow
_NO_MEMORY = ("out of memory", "out_of_memory", "resourceexhausted", "resource_exhausted", "alloc_failed")


def choose_device(requested: str) -> Device:
    """Return the device of this process's trainings. Call this before TensorFlow computes something.

    A card gives its memory to a process as it is needed, so that the desktop and other programs keep theirs. If
    TensorFlow fails on the card, the processor is chosen, and its reason tells the error.

    Args:
        requested: `auto` or `cpu`.

    Raises:
        SettingsError: an environment variable has an invalid value.
    """
    if requested == "cpu":
        return _processor(BY_RECIPE)
    if settings().device == "cpu":
        return _processor(BY_SETTING)
    return _card_or_processor()


def computing_on(device: Device) -> AbstractContextManager[object]:
    """Return a context in which TensorFlow computes on the device, also where it holds a card that is not wanted."""
    holds_unwanted = device.kind == "cpu" and tf.config.get_visible_devices("GPU")
    context: AbstractContextManager[object] = tf.device("/CPU:0") if holds_unwanted else nullcontext()
    return context


def is_out_of_memory(error: Exception) -> bool:
    """Return True if an error of TensorFlow says that a device has no memory left."""
    words = f"{type(error).__name__} {error}".lower()
    return isinstance(error, (tf.errors.OpError, RuntimeError)) and any(mark in words for mark in _NO_MEMORY)


@functools.cache  # TensorFlow keeps the first choice until the process ends
def _card_or_processor() -> Device:
    device = _find_card()
    with contextlib.suppress(OSError):  # a full disk
        keep_device(device)
    return device


def _find_card() -> Device:
    are_shown = show_cards()
    name = "GPU"
    try:
        cards = tf.config.list_physical_devices("GPU")
        if not cards:
            return _processor(_no_card(are_shown))
        card = cards[0]
        name = str(tf.config.experimental.get_device_details(card).get("device_name", name))
        tf.config.set_visible_devices(card, "GPU")  # one card is enough, and others may use the rest
        tf.config.experimental.set_memory_growth(card, enable=True)
        _try_out()
    except Exception as error:  # noqa: BLE001 - plugins raise any error, and the processor always works
        return _processor(_failure(name, error))
    return Device("gpu", name, _memory_bytes(name), Sentence(N_("{name}: TensorFlow uses it."), name=name))


def _try_out() -> None:
    """Compute one convolution on the card: an old driver, a missing cuDNN or a full card is only found by using it."""
    with tf.device("/GPU:0"):
        sums = tf.nn.conv2d(tf.ones((1, 8, 8, 3)), tf.ones((3, 3, 3, 4)), strides=1, padding="VALID")
        total = float(tf.reduce_sum(sums))
    if total != 6 * 6 * 4 * 27:
        raise ArithmeticError(f"a convolution gave {total}")


def _processor(reason: Sentence) -> Device:
    with contextlib.suppress(Exception):  # TensorFlow has started on the card already: see `computing_on`
        tf.config.set_visible_devices([], "GPU")
    return Device("cpu", platform.processor() or platform.machine(), None, reason)


def _no_card(are_shown: bool) -> Sentence:
    if not are_shown:
        return Sentence(N_("CPU: the environment variable CUDA_VISIBLE_DEVICES hides the graphics cards."))
    return Sentence(N_("CPU: TensorFlow sees no graphics card. For one of NVIDIA, the README says what to install."))


def _failure(name: str, error: Exception) -> Sentence:
    what = f"{type(error).__name__}: {error}"[:_MAX_ERROR]
    if is_out_of_memory(error):
        return Sentence(
            N_("CPU: the graphics card {name} has no free memory. Close other programs that use it, then train again."),
            name=name,
        )
    return Sentence(
        N_("CPU: TensorFlow cannot use the graphics card {name} ({error}). A newer driver of the card often helps."),
        name=name,
        error=what,
    )


def _memory_bytes(name: str) -> int | None:
    """Return the memory of a card of this name, the smallest of several; None if it is not known."""
    return min((card.memory_bytes for card in nvidia_cards() if card.name == name), default=None)
