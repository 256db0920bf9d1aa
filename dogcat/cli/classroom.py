"""The commands before a class: `doctor` checks this machine, `prepare` also makes it ready."""

from collections.abc import Iterable
from typing import Annotated

import segno
import typer

from dogcat.cli.machine_check import MachineFinding, check_all, is_free
from dogcat.cli.terminal import say, show, show_count
from dogcat.common.machine import address_in_network
from dogcat.pictures.picture_set import SPLITS, list_picture_sets
from dogcat.pictures.pixel_cache import load_split
from dogcat.pictures.synthetic.dataset import DRAWN, open_or_draw
from dogcat.recipe.recipe import LESSON_RECIPES, RECIPES
from dogcat.runs.scheduling.speed import probe_is_due, start_probe

MARKS = {"good": "ok  ", "hint": "hint", "bad": "BAD "}
Port = Annotated[int, typer.Option(help="Port of the app's server.", min=1, max=65_535)]


def doctor_command() -> None:
    """Check whether this machine is ready for a lesson, and say what to do if not."""
    _end(_show(check_all()))


def prepare_command(port: Port = 8501) -> None:
    """Prepare everything that a class would wait for, and show the address for phones in the same network."""
    findings = _show(check_all())
    if any(finding.level == "bad" for finding in findings):
        _end(findings)
    sets = list_picture_sets() or [open_or_draw(DRAWN, show_count)]
    for pictures in sets:
        for size in sorted({RECIPES[name].picture_size for name in LESSON_RECIPES}):
            for split in SPLITS:
                load_split(pictures, split, size, show_count)
        show(f"ok   Decoded: {pictures.title}")
    if probe_is_due():
        say("Measuring how fast this machine is…")
        start_probe().wait()
    show("ok   Speed: measured, so that the Train page can say how long a training will take")
    if not is_free(port):
        show(f"hint Port {port} is in use: the app runs already, or another program does. --port names another one.")
    address = address_in_network(port)
    if address is None:
        show("hint Network: none; only this machine can use the app")
    else:
        show(f"ok   For phones and laptops in the same network, once the app is started: {address}")
        segno.make(address).terminal(compact=True)
    show(f"Start it with: python -m streamlit run streamlit_app.py --server.port {port}")


def _show(found: Iterable[MachineFinding]) -> list[MachineFinding]:
    findings = []
    for finding in found:
        show(f"{MARKS[finding.level]} {finding.title}: {finding.words}")
        findings.append(finding)
    return findings


def _end(findings: list[MachineFinding]) -> None:
    num_bad = sum(finding.level == "bad" for finding in findings)
    show(f"{num_bad} of {len(findings)} checks failed; a lesson would not work." if num_bad else "Ready for a lesson.")
    raise typer.Exit(1 if num_bad else 0)
