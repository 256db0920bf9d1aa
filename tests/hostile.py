"""Words that would do something if they were read as HTML, Markdown or markup of a chart, and a home full of them."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

from PIL import Image

from dogcat.common.permission import COMMAND_LINE
from dogcat.lesson.board import BoardEntry, share
from dogcat.pictures.importing.importer import import_pictures, plan_import
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import QUICK_BASELINE, QUICK_REGULARIZED
from dogcat.runs.annotations import Annotation, write_annotation
from dogcat.runs.run import Run, create_run
from tests.finished_runs import write_run

NASTY = "<img src=x onerror=z()>![a](x)[b](y):red[c]$d$<a href=x>"
FOLDER = "<img src=x onerror=z()>"
NICKNAMES = (FOLDER, '<a href="y">e</a><b>f')
FILE = "[b](y)![a](x)$d$.jpg"  # what an import leaves of a name: no < > :


def hostile_zip() -> bytes:
    """Pictures and folders with such names, in a layout that is recognised."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        for split in ("train", "validation", "test"):
            for place, animal in enumerate(("cats", "dogs")):
                for number in range(1, 6):
                    name = f"{number}<img src=q onerror=z()>{FILE}" if number > 1 else FILE
                    packed.writestr(f"{FOLDER}/{split}/{animal}/{name}", picture(40 * number, 120 * place))
        packed.writestr(f"{FOLDER}/train/cats/{FOLDER}.txt", "no picture")
        packed.writestr(f"{FOLDER}/train/{FOLDER}/1.jpg", picture(9, 9))
        packed.writestr(f"{FOLDER}/train/dogs/{FOLDER}broken.jpg", "no picture")
    return archive.getvalue()


def picture(red: int, green: int) -> bytes:
    """A JPEG of one colour."""
    encoded = io.BytesIO()
    Image.new("RGB", (30, 26), (red, green, 60)).save(encoded, "JPEG")
    return encoded.getvalue()


def fill_home() -> PictureSet:
    """A set, two trainings with names and notes, one that failed, and entries on the board."""
    found = import_pictures(io.BytesIO(hostile_zip()), "pets", source_name=f"{NASTY}.zip").pictures
    for number, recipe in enumerate((QUICK_BASELINE, QUICK_REGULARIZED)):
        run = create_run(recipe, "pets", owner=f"a{number}")
        write_run(run, 0.7, 0.9, num_epochs=3)
        write_annotation(run, Annotation(f"{number}{NASTY}", f"{NASTY}\n{NASTY}"), COMMAND_LINE)
        share(BoardEntry(f"a{number}", NICKNAMES[number], {"1-pictures": 1}, shares_trainings=True), COMMAND_LINE)
        add_evaluation(run, found)
    failed = create_run(replace(QUICK_BASELINE, seed=9), "pets", owner="a0")
    failed.append("start", epochs=3, steps_per_epoch=2, batch_size=2, num_training=4, num_validation=4,
                  precision="float32", left_out=[NASTY, f"b{NASTY}"])  # fmt: skip
    failed.append("error", message=f"The picture {NASTY} is gone.")
    write_annotation(failed, Annotation(f"f{NASTY}"), COMMAND_LINE)
    return found


def add_evaluation(run: Run, pictures: PictureSet) -> None:
    """Verdicts on the set's own pictures, half of them wrong."""
    file = run.folder / "evaluation.json"
    figures = json.loads(file.read_text())
    for split in ("validation", "test"):
        names = [picture.name for picture in pictures.pictures(split)]
        wrong = 0.9 if run.owner == "a0" else 0.2
        figures[split] |= {"p_dog": dict.fromkeys(names, wrong), "n": len(names)}
    file.write_text(json.dumps(figures))


def plan_of(folder: Path) -> list[str]:
    """What is said of such a zip before it is imported."""
    path = folder / "nasty.zip"
    path.write_bytes(hostile_zip())
    plan = plan_import(path, f"{NASTY}.zip")
    return [plan.layout, plan.splits, *plan.skipped]


VIEWS = {  # of each page, the parameter and its views that show words of visitors
    "pictures": ("view", ("Gallery", "From JPEG to tensor", "Check", "Sets")),
    "train": ("show", ("Training", "All runs")),
    "compare": ("part", ("Any runs", "Picture by picture", "Test set")),
}
PARAMETERS = ("lang", "present", "view", "show", "part", "try", "more", "run", "network", "rotation_range", "fill_mode",
              "preset", "layer", "x")  # fmt: skip
