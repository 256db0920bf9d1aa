"""Draws picture sets from a seed: by default 4,000 cats and dogs, which need no download.

Each core draws in a process of its own, `python -m dogcat.pictures.synthetic.dataset`, because Pillow does not draw in
parallel within one process.
"""

import os
import queue
import subprocess
import sys
import threading
from pathlib import Path

import filelock
import numpy as np

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _
from dogcat.common.processes import start_python
from dogcat.common.sentence import Sentence
from dogcat.common.storage import pictures_dir
from dogcat.common.types import ProgressCallback
from dogcat.pictures.picture_set import CLASS_FOLDERS, CLASSES, SPLITS, PictureSet, new_picture_set, open_picture_set
from dogcat.pictures.synthetic.picture import draw_picture
from dogcat.pictures.synthetic.scenery import LAWN, LIVING_ROOM

DRAWN = "drawn"  # name of the set that is drawn when it is first used
VARIANTS = {
    "plain": N_("Drawn by this program from seed {seed}; these are no photos"),
    "shortcut": N_(
        "Drawn by this program from seed {seed} to teach shortcuts: in training and validation every dog is on grass"
        " and every cat indoors, in test they are anywhere; these are no photos"
    ),
}
NUM_PER_CLASS = {"train": 1000, "validation": 500, "test": 500}  # as in the tutorial


def open_or_draw(name: str, progress: ProgressCallback | None = None) -> PictureSet:
    """Return the picture set of this name. Draw the set `DRAWN` first if it does not exist.

    If another process is drawing that set, wait until it has finished.

    Args:
        name: name of the set.
        progress: called with (pictures done, all pictures) while drawing.

    Raises:
        PictureSetError: there is no set of this name.
        DogcatError: as `draw_picture_set`.
    """
    if name == DRAWN and not (pictures_dir() / DRAWN).exists():
        pictures_dir().mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(pictures_dir() / ".drawing.lock"):
            if not (pictures_dir() / DRAWN).exists():
                return draw_picture_set(DRAWN, progress=progress)
    return open_picture_set(name)


def count_pictures(name: str) -> dict[str, dict[str, int]]:
    """Return the number of pictures by split and class of a set; the drawn set need not exist yet.

    Raises:
        PictureSetError: there is no set of this name.
    """
    if name == DRAWN and not (pictures_dir() / DRAWN).exists():
        return {split: dict.fromkeys(CLASSES, number) for split, number in NUM_PER_CLASS.items()}
    return open_picture_set(name).counts()


def draw_picture_set(
    name: str,
    seed: int = 1,
    progress: ProgressCallback | None = None,
    variant: str = "plain",
    num_per_class: dict[str, int] | None = None,
) -> PictureSet:
    """Draw a new picture set in the tutorial's layout.

    Args:
        name: name of the new set, which must not exist.
        seed: 0 or more; the same seed gives the same pictures.
        progress: called with (pictures done, all pictures).
        variant: `plain`, or `shortcut` for a set whose surroundings show the class in all splits except test.
        num_per_class: pictures of each class by split; `NUM_PER_CLASS` if None.

    Raises:
        PictureSetError: the name is not allowed or taken.
        DogcatError: the variant does not exist, or a drawing process failed, for example because the disk is full.
    """
    if variant not in VARIANTS:
        raise DogcatError(
            _("There is no variant {name!r} of the drawn pictures. Expected: {expected}.").format(
                name=variant, expected=", ".join(VARIANTS)
            )
        )
    counts = num_per_class or NUM_PER_CLASS
    total = sum(counts.values()) * len(CLASS_FOLDERS)
    with new_picture_set(name, Sentence(VARIANTS[variant], seed=seed), drawn=True) as folder:
        for split in SPLITS:
            for class_folder in CLASS_FOLDERS:
                (folder / split / class_folder).mkdir(parents=True)
        num_parts = os.cpu_count() or 1
        order = [str(folder), variant, str(seed), *(str(counts[split]) for split in SPLITS)]
        workers = [
            start_python(
                "-m",
                "dogcat.pictures.synthetic.dataset",
                *order,
                str(part),
                str(num_parts),
                stdout=subprocess.PIPE,
                stderr=None,
            )
            for part in range(num_parts)
        ]
        try:
            _follow(workers, total, progress)
        finally:  # also if the visitor leaves the page during the drawing
            for worker in workers:
                worker.kill()
                worker.wait()
    return open_picture_set(name)


def _follow(workers: list["subprocess.Popen[bytes]"], total: int, progress: ProgressCallback | None) -> None:
    """Count the lines that the workers write, one per picture, until all workers have ended."""
    lines: queue.Queue[bool] = queue.Queue()

    def listen(worker: "subprocess.Popen[bytes]") -> None:
        for _line in worker.stdout or ():
            lines.put(True)
        lines.put(False)

    for worker in workers:
        threading.Thread(target=listen, args=(worker,), daemon=True).start()
    done, going = 0, len(workers)
    while going:
        if lines.get():
            done += 1
            if progress:
                progress(done, total)
        else:
            going -= 1
    if done < total:
        raise DogcatError(
            _(
                "Drawing broke off after {done:,} of {total:,} pictures. Is the disk full? Free some space and try"
                " again."
            ).format(done=done, total=total)
        )


def _draw_part(folder: Path, variant: str, seed: int, counts: list[int], part: int, num_parts: int) -> None:
    """Draw every `num_parts`-th picture, starting with number `part`, and print one line per picture."""
    orders = [
        (number_of_split, label, number)
        for number_of_split, count in enumerate(counts)
        for label in range(len(CLASS_FOLDERS))
        for number in range(count)
    ]
    for number_of_split, label, number in orders[part::num_parts]:
        class_folder = list(CLASS_FOLDERS)[label]
        path = folder / SPLITS[number_of_split] / class_folder / f"{class_folder[:-1]}.{number}.jpg"
        generator = np.random.default_rng((seed, number_of_split, label, number))
        place = (LIVING_ROOM, LAWN)[label] if variant == "shortcut" and SPLITS[number_of_split] != "test" else None
        draw_picture(label, generator, place).save(path, quality=90)
        print(path.name, flush=True)


if __name__ == "__main__":
    _folder, _variant, *_numbers = sys.argv[1:]
    _seed, *_counts, _part, _num_parts = map(int, _numbers)
    _draw_part(Path(_folder), _variant, _seed, _counts, _part, _num_parts)
