"""The rules of the design that a reader cannot see at a glance: who may import whom, and what loads TensorFlow."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import dogcat

PACKAGE = Path(dogcat.__file__).parent
NEEDS_TENSORFLOW = (
    "training.precision",
    "training.product_convolution",
    "training.gradient_accumulation",
    "training.pipeline",
    "training.model",
    "training.speed_probe",
    "training.callbacks.recording",
    "training.callbacks.stopping",
    "training.evaluation",
    "explain.worker.attribution",
    "explain.worker.activations",
    "explain.worker.own_model",
    "training.callbacks.watching",
    "training.train",
    "training.warm_up",
)
# Each module may import only modules that stand before it.
ORDER = (
    "common.storage",
    "common.language",
    "common.sentence",
    "common.errors",
    "common.machine",
    "common.rate_limit",
    "common.heap",
    "common.processes",
    "runs.seal",
    "recipe.recipe",
    "recipe.settings",
    "recipe.field_text",
    "recipe.controls",
    "recipe.layers",
    "recipe.layer_text",
    "charts.network_blocks",
    "lesson.quiz_question",
    "lesson.quiz",
    "recipe.memory",
    "recipe.disk",
    "pictures.synthetic.canvas",
    "pictures.synthetic.scenery",
    "pictures.synthetic.animal",
    "pictures.synthetic.picture",
    "pictures.picture_set",
    "pictures.quality.exclusions",
    "pictures.decoding",
    "pictures.refusals",
    "runs.watched",
    "runs.first_layer",
    "pictures.metadata",
    "pictures.tensor_steps",
    "pictures.class_averages",
    "pictures.importing.archives",
    "pictures.importing.sources",
    "pictures.importing.layouts",
    "pictures.importing.splits",
    "pictures.importing.importer",
    "pictures.importing.catalogue",
    "pictures.importing.download",
    "pictures.synthetic.dataset",
    "augmentation.sampling",
    "augmentation.photometric",
    "augmentation.augment",
    "augmentation.mixup",
    "augmentation.presets",
    "augmentation.label_safety",
    "augmentation.sample_text",
    "export.augmentation_code",
    "export.keras_code",
    "augmentation.diversity",
    "augmentation.contact_sheet",
    "explain.perturbations",
    "explain.visibility",
    "runs.status",
    "runs.run",
    "runs.trash",
    "explain.convolution_by_hand",
    "charts.number_tables",
    "explain.first_layer_maps",
    "explain.feature_maps",
    "explain.protocol",
    "explain.activations",
    "explain.verdict",
    "explain.out_of_distribution",
    "explain.attribution",
    "explain.own_model",
    "runs.annotations",
    "runs.timeline",
    "analysis.history",
    "analysis.human_baseline",
    "analysis.comparison",
    "analysis.differences",
    "analysis.calibration",
    "runs.recorded",
    "explain.measured",
    "export.notebook",
    "analysis.curve_reading",
    "analysis.comparison_text",
    "lesson.guesses",
    "pictures.quality.duplicates",
    "pictures.quality.shortcuts",
    "pictures.quality.findings",
    "pictures.quality.file_checks",
    "pictures.quality.set_checks",
    "pictures.quality.check",
    "pictures.quality.check_process",
    "cli.terminal",
    "cli.pictures",
    "charts.style",
    "charts.recorded",
    "export.comparison_report",
    "lesson.figures",
    "lesson.glossary",
    "lesson.steps",
    "lesson.progress",
    "lesson.board",
    "charts.board",
    "export.lesson_report",
    "charts.training",
    "charts.comparison",
    "charts.inspection",
    "charts.explain",
    "recipe.duration",
    "cli.machine_check",
    "cli.classroom",
    "runs.scheduling.standby",
    "runs.scheduling.wait_estimate",
    "runs.scheduling.queue",
    "runs.scheduling.runner",
    *NEEDS_TENSORFLOW,
    "export.bundle",
    "__main__",
)
MODULES = sorted(
    path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".")
    for path in PACKAGE.rglob("*.py")
    if path.stem != "__init__"
)


def test_every_module_has_its_place_in_the_order() -> None:
    assert sorted(ORDER) == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_arrows_never_point_back(module: str) -> None:
    allowed = set(ORDER[: ORDER.index(module)])
    assert _imported_from_dogcat(module) <= allowed


@pytest.mark.parametrize(
    "module", ["training.pipeline", "training.model", "training.callbacks.recording", "training.train"]
)
def test_what_trains_knows_nothing_of_what_judges_and_draws(module: str) -> None:
    assert not _imported_from_dogcat(module) & {
        "analysis.curve_reading",
        "lesson.guesses",
        "charts.style",
        "charts.training",
    }


@pytest.mark.parametrize("module", ["__init__", *MODULES])
def test_the_core_never_imports_streamlit_or_a_page(module: str) -> None:
    assert not {name.split(".")[0] for name in _imports(module)} & {"streamlit", "pages", "streamlit_app"}


def test_tensorflow_is_loaded_by_nothing_but_training_and_evaluating(root: Path) -> None:
    free = [f"dogcat.{module}" for module in ORDER if module not in NEEDS_TENSORFLOW]
    code = (
        "import importlib, json, sys\n"
        f"for name in {free!r}: importlib.import_module(name)\n"
        "print(json.dumps([name for name in ('tensorflow', 'keras', 'streamlit') if name in sys.modules]))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=os.environ, capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(result.stdout) == []


@pytest.mark.parametrize("asked_for", [None, "0"])
def test_tensorflow_convolves_by_onednn_unless_asked_not_to(root: Path, asked_for: str | None) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "TF_ENABLE_ONEDNN_OPTS"}
    code = (
        "import os, platform; from dogcat.common.processes import prepare_environment; prepare_environment();"
        "print(platform.machine().lower(), os.environ.get('TF_ENABLE_ONEDNN_OPTS'))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env=environment | ({"TF_ENABLE_ONEDNN_OPTS": asked_for} if asked_for else {}),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    machine, setting = result.stdout.split()
    usual = "1" if machine in {"x86_64", "amd64"} else "None"
    assert setting == (asked_for or usual)


def test_importing_dogcat_leaves_the_settings_of_other_libraries_alone(root: Path) -> None:
    free = [f"dogcat.{module}" for module in ORDER if module not in NEEDS_TENSORFLOW]
    settings = ("KERAS_", "CUDA_", "TF_", "ARROW_")
    code = f"import os, {', '.join(free)}\nprint([name for name in os.environ if name.startswith({settings!r})])"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(settings)}
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.strip() == "[]"


def test_the_scan_of_imports_sees_every_kind(tmp_path: Path) -> None:
    """The other tests of this file are worth as much as this scan."""
    file = tmp_path / "module.py"
    file.write_text(
        "import dogcat.a\nfrom dogcat import b\nfrom dogcat.c import d\nfrom . import e\nfrom .f import g\n"
        "def h():\n    import streamlit as st\n    from dogcat.i import j\n"
    )
    assert {"dogcat.a", "dogcat.b", "dogcat.c", "dogcat.e", "dogcat.f", "dogcat.i", "streamlit"} <= _imports_of(file)


def _imported_from_dogcat(module: str) -> set[str]:
    names = {name.split(".", 1)[1] for name in _imports(module) if name.startswith("dogcat.")}
    return {name for name in names if name in MODULES}


def _imports(module: str) -> set[str]:
    return _imports_of(PACKAGE / f"{module.replace('.', '/')}.py")


def _imports_of(file: Path) -> set[str]:
    """Full names of all that a file imports, at its top or inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            source = ".".join(filter(None, ("dogcat" if node.level else "", node.module)))
            names |= {source, *(f"{source}.{alias.name}" for alias in node.names)}
    return names
