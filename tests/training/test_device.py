"""A training computes on the card that TensorFlow sees, and on the processor with a reason whatever goes wrong.

No test needs a card: TensorFlow's list of devices is replaced, and a second logical processor stands for a card.
"""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import tensorflow as tf

from dogcat.recipe.device import read_device
from dogcat.recipe.graphics_card import NvidiaCard
from dogcat.recipe.settings import SettingsError
from dogcat.training import device
from dogcat.training.device import choose_device, computing_on, is_out_of_memory

NAME = "NVIDIA GeForce RTX 3060"


class FakeCards:
    """Stands for `tf.config` of a machine with cards; `fails` raises what its functions raise by name."""

    def __init__(self, *names: str) -> None:
        self.names, self.visible, self.grows = names, list(names), []  # type: ignore[var-annotated]
        self.fails: dict[str, Exception] = {}
        self.experimental = SimpleNamespace(
            get_device_details=lambda name: {"device_name": name}, set_memory_growth=self.set_memory_growth
        )

    def _may_fail(self, name: str) -> None:
        if name in self.fails:
            raise self.fails[name]

    def list_physical_devices(self, kind: str) -> list[str]:
        assert kind == "GPU"
        self._may_fail("list_physical_devices")
        return list(self.names)

    def get_visible_devices(self, kind: str) -> list[str]:
        assert kind == "GPU"
        return self.visible

    def set_visible_devices(self, devices: Any, kind: str) -> None:
        assert kind == "GPU"
        self._may_fail("set_visible_devices")
        self.visible = devices if isinstance(devices, list) else [devices]

    def set_memory_growth(self, name: str, enable: bool) -> None:
        self._may_fail("set_memory_growth")
        self.grows.append((name, enable))


@pytest.fixture(autouse=True)
def first_choice(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that has not chosen yet, of a user who hides no card."""
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")  # restored after the test
    monkeypatch.setenv("DOGCAT_USERS_CARDS", "all")
    monkeypatch.setattr(device, "nvidia_cards", lambda: [NvidiaCard(NAME, 12 * 2**30, 2**30)])
    device._card_or_processor.cache_clear()
    yield
    device._card_or_processor.cache_clear()


def cards(monkeypatch: pytest.MonkeyPatch, *names: str, fails: dict[str, Exception] | None = None) -> FakeCards:
    fake = FakeCards(*names)
    fake.fails = fails or {}
    monkeypatch.setattr(tf, "config", fake)
    monkeypatch.setattr(device, "_try_out", lambda: fake._may_fail("_try_out"))
    return fake


def test_the_first_card_is_used_and_grows_and_the_others_stay_free(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = cards(monkeypatch, NAME, "another card")
    chosen = choose_device("auto")
    assert (chosen.kind, chosen.name, chosen.memory_bytes) == ("gpu", NAME, 12 * 2**30)
    assert chosen.reason == f"{NAME}: TensorFlow uses it."
    assert fake.visible == [NAME]
    assert fake.grows == [(NAME, True)]
    assert choose_device("auto") == chosen == read_device()
    assert len(fake.grows) == 1  # TensorFlow allows it only once


def test_a_card_whose_memory_no_tool_knows_is_used_too(monkeypatch: pytest.MonkeyPatch) -> None:
    cards(monkeypatch, "METAL")
    chosen = choose_device("auto")
    assert (chosen.kind, chosen.name, chosen.memory_bytes) == ("gpu", "METAL", None)


@pytest.mark.parametrize("asks", ["recipe", "dogcat.toml", "DOGCAT_DEVICE"])
def test_the_recipe_and_the_teacher_can_ask_for_the_processor(
    home: Path, monkeypatch: pytest.MonkeyPatch, asks: str
) -> None:
    fake = cards(monkeypatch, NAME)
    home.mkdir()
    if asks == "dogcat.toml":
        (home / "dogcat.toml").write_text('device = "cpu"')
    elif asks == "DOGCAT_DEVICE":
        monkeypatch.setenv("DOGCAT_DEVICE", "cpu")
    chosen = choose_device("cpu" if asks == "recipe" else "auto")
    assert chosen.kind == "cpu"
    assert asks in chosen.reason
    assert fake.visible == []
    assert read_device() is None  # that somebody asks for the processor says nothing about the machine


def test_another_word_for_the_device_is_an_error_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    cards(monkeypatch, NAME)
    monkeypatch.setenv("DOGCAT_DEVICE", "gpu")
    with pytest.raises(SettingsError, match=r"device is 'gpu' in .*DOGCAT_DEVICE.* Expected: one of auto, cpu"):
        choose_device("auto")


@pytest.mark.parametrize(
    ("of_user", "reason"), [("all", "sees no graphics card"), ("-1", "CUDA_VISIBLE_DEVICES hides"), ("", "hides")]
)
def test_without_a_card_the_reason_says_what_to_do(monkeypatch: pytest.MonkeyPatch, of_user: str, reason: str) -> None:
    monkeypatch.setenv("DOGCAT_USERS_CARDS", of_user)
    cards(monkeypatch)
    chosen = choose_device("auto")
    assert chosen.kind == "cpu"
    assert reason in chosen.reason
    assert chosen == read_device()


@pytest.mark.parametrize(
    ("where", "error", "reason"),
    [
        ("list_physical_devices", RuntimeError("CUDA driver version is insufficient"), "driver version is insuff"),
        ("set_memory_growth", ValueError("Cannot set memory growth on this device"), "ValueError: Cannot set memory"),
        ("_try_out", tf.errors.InternalError(None, None, "cudaGetDevice() failed"), "InternalError: cudaGetDevice"),
        ("_try_out", tf.errors.ResourceExhaustedError(None, None, "OOM"), "has no free memory"),
        ("_try_out", tf.errors.InternalError(None, None, "CUDA_ERROR_OUT_OF_MEMORY"), "has no free memory"),
        ("_try_out", tf.errors.UnimplementedError(None, None, "DNN library is not found " * 90), "DNN library"),
    ],
)
def test_a_card_that_fails_leaves_the_processor_and_the_reason_tells_the_error(
    monkeypatch: pytest.MonkeyPatch, where: str, error: Exception, reason: str
) -> None:
    fake = cards(monkeypatch, NAME, fails={where: error})
    chosen = choose_device("auto")
    assert chosen.kind == "cpu"
    assert reason in chosen.reason
    assert len(chosen.reason) < 500
    assert fake.visible == []
    assert choose_device("auto") == chosen == read_device()


def test_a_failing_card_that_tensorflow_has_started_on_already_is_not_computed_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    busy = RuntimeError("Visible devices cannot be modified after being initialized")
    fake = cards(monkeypatch, NAME, fails={"set_visible_devices": busy})
    chosen = choose_device("auto")
    assert chosen.kind == "cpu"
    assert fake.visible == [NAME]
    monkeypatch.setattr(tf, "device", lambda name: f"on {name}")
    assert computing_on(chosen) == "on /CPU:0"  # type: ignore[comparison-overlap]


def test_a_process_that_holds_the_wanted_device_alone_needs_no_context(monkeypatch: pytest.MonkeyPatch) -> None:
    for names in ((NAME,), ()):
        device._card_or_processor.cache_clear()
        cards(monkeypatch, *names)
        with computing_on(choose_device("auto")) as context:
            assert context is None


def test_an_error_of_another_kind_says_nothing_about_the_memory_of_a_card() -> None:
    assert is_out_of_memory(tf.errors.InternalError(None, None, "CUDNN_STATUS_ALLOC_FAILED"))
    assert not is_out_of_memory(tf.errors.InternalError(None, None, "CUDNN_STATUS_NOT_INITIALIZED"))
    assert not is_out_of_memory(ValueError("out of memory"))


def test_what_tries_out_a_card_computes_on_it_and_notices_a_wrong_result(monkeypatch: pytest.MonkeyPatch) -> None:
    where: list[str] = []
    on_processor = nullcontext()
    monkeypatch.setattr(tf, "device", lambda name: where.append(name) or on_processor)
    device._try_out()
    assert where == ["/GPU:0"]
    monkeypatch.setattr(tf.nn, "conv2d", lambda *_, **__: tf.ones(3))
    with pytest.raises(ArithmeticError, match="gave 3"):
        device._try_out()
