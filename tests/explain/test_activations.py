"""The process that looks into networks, asked from outside: its answers, what it keeps, and what ends it."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from dogcat.common.errors import DogcatError
from dogcat.common.storage import cache_dir
from dogcat.explain import activations as client
from dogcat.explain import protocol
from dogcat.explain.activations import ActivationClient, DropoutPasses, InspectionError, Network
from dogcat.explain.worker.activations import activations, open_network
from dogcat.recipe.recipe import Recipe, recipe_to_json
from tests.conftest import WaitUntil

PIXELS = np.random.default_rng(3).integers(0, 256, (22, 22, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def warm() -> Iterator[ActivationClient]:
    """One process for all tests, since TensorFlow takes seconds to load."""
    for process in children():  # of a page that another file's tests have opened in this process
        process.kill()
        process.wait()
    made = ActivationClient()
    yield made
    made.close()


def children() -> list[psutil.Process]:
    alive = [one for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE]
    return [process for process in alive if process.cmdline()[-1:] == ["inspect"]]


def test_answers_are_those_of_keras(home: Path, warm: ActivationClient, tiny_recipe: Recipe) -> None:
    expected = activations(open_network(tiny_recipe, None), PIXELS)
    found = warm.activations(Network(tiny_recipe, None), PIXELS)
    assert list(found) == list(expected), "from input to output"
    for name, array in expected.items():
        np.testing.assert_allclose(found[name], array, atol=1e-6)
    filters = warm.filters(Network(tiny_recipe, None))
    assert {name: one.kernel.shape for name, one in filters.items()} == {"conv_1": (3, 3, 3, 4), "conv_2": (3, 3, 4, 8)}
    passes = warm.dropout_passes(Network(tiny_recipe, None), PIXELS, 0.5, 1)
    np.testing.assert_allclose(passes.features, expected["flatten"], atol=1e-6)
    assert passes.p_dog_without == pytest.approx(float(expected["output"][0]), abs=1e-6)
    assert len(children()) == 1, "one process for all questions"


def test_an_answer_is_kept(
    home: Path, warm: ActivationClient, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = Network(tiny_recipe, None)
    first = warm.activations(network, PIXELS)
    monkeypatch.setattr(protocol, "_Child", lambda _command: pytest.fail("nothing needs to be computed"))
    again = ActivationClient().activations(network, PIXELS)  # as after a restart of the server
    np.testing.assert_array_equal(first["dense"], again["dense"])


def test_a_model_that_was_written_again_is_looked_at_again(
    home: Path, warm: ActivationClient, tiny_recipe: Recipe, tmp_path: Path
) -> None:
    file = tmp_path / "model.keras"
    kernels = []
    for seed in (1, 2):
        open_network(dataclasses.replace(tiny_recipe, seed=seed), None).save(file)
        kernels.append(warm.filters(Network(tiny_recipe, file))["conv_1"].kernel)
    assert (kernels[0] != kernels[1]).any()


def test_a_process_that_was_ended_is_replaced(
    home: Path, warm: ActivationClient, tiny_recipe: Recipe, wait_until: WaitUntil
) -> None:
    warm.filters(Network(tiny_recipe, None))
    (child,) = children()
    child.kill()
    wait_until(lambda: child.status() == psutil.STATUS_ZOMBIE, "the process has ended")
    assert "conv_1" in warm.filters(Network(dataclasses.replace(tiny_recipe, seed=2), None))


def test_it_ends_with_a_server_that_never_loads_tensorflow(
    home: Path, root: Path, tiny_recipe: Recipe, wait_until: WaitUntil
) -> None:
    code = (
        "import json, sys, time, numpy, psutil\n"
        "from dogcat.explain.activations import ActivationClient, Network\n"
        "from dogcat.recipe.recipe import recipe_from_json\n"
        "network = Network(recipe_from_json(sys.argv[1]), None)\n"
        "found = ActivationClient().activations(network, numpy.zeros((22, 22, 3), 'u1'))\n"
        "heavy = [name for name in ('tensorflow', 'keras') if name in sys.modules]\n"
        "child, = psutil.Process().children()\n"
        "print(json.dumps([child.pid, heavy, list(found)[-1]]), flush=True)\n"
        "time.sleep(300)\n"
    )
    arguments = [sys.executable, "-c", code, recipe_to_json(tiny_recipe)]
    with subprocess.Popen(arguments, cwd=root, stdout=subprocess.PIPE) as server:
        assert server.stdout
        try:
            pid, heavy, last = json.loads(server.stdout.readline())
        finally:
            server.send_signal(signal.SIGKILL)
    assert (heavy, last) == ([], "output")
    wait_until(lambda: not psutil.pid_exists(pid), "the process has ended as well")


def test_a_network_too_large_to_look_into_is_refused(home: Path) -> None:
    recipe = Recipe(picture_size=512, filters=(1024, 8))
    with pytest.raises(InspectionError, match=r"would need 1,\d+ MB; at most 256 MB are allowed. Choose smaller"):
        ActivationClient().filters(Network(recipe, None))


def test_a_model_that_is_gone_is_named(home: Path, tmp_path: Path, tiny_recipe: Recipe) -> None:
    with pytest.raises(InspectionError, match=r"gone\.keras is gone; its run may have been deleted"):
        ActivationClient().filters(Network(tiny_recipe, tmp_path / "gone.keras"))


def test_a_damaged_model_is_answered_with_a_sentence(
    home: Path, warm: ActivationClient, tmp_path: Path, tiny_recipe: Recipe
) -> None:
    (tmp_path / "model.keras").write_bytes(b"PK")
    with pytest.raises(DogcatError, match="not a complete Keras model"):
        warm.filters(Network(tiny_recipe, tmp_path / "model.keras"))
    assert warm.filters(Network(tiny_recipe, None))


def test_old_answers_make_room(
    home: Path, warm: ActivationClient, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    networks = [Network(dataclasses.replace(tiny_recipe, seed=seed), None) for seed in (1, 2, 3)]
    folder = cache_dir() / "inspected"
    for network in networks[:2]:
        warm.filters(network)
    first, second = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime_ns)
    os.utime(first, (1, 1))
    os.utime(second, (2, 2))
    warm.filters(networks[0])  # asked for again, so it is not the oldest any more
    monkeypatch.setattr(client, "MAX_KEPT_BYTES", 2 * first.stat().st_size)
    warm.filters(networks[2])
    assert first.exists()
    assert not second.exists()
    assert len(list(folder.iterdir())) == 2


def test_the_spread_of_passes_is_that_of_the_middle_nine_tenths() -> None:
    passes = DropoutPasses(np.zeros(3), np.ones((101, 3), bool), np.linspace(0, 1, 101), 0.7)
    assert passes.usual_range == pytest.approx((0.05, 0.95))
    assert passes.num_changed == 51  # 0.5 itself is a cat
