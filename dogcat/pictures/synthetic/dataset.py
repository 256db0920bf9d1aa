"""Draws picture sets from a seed: by default 4,000 cats and dogs, which need no download.

`python -m dogcat.pictures.synthetic.dataset NAME` draws the set that `start_drawing` has ordered, in the background.
"""

import os
import queue
import subprocess
import sys
import threading

import filelock

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _
from dogcat.common.permission import Visitor
from dogcat.common.processes import start_python
from dogcat.common.sentence import Sentence
from dogcat.common.storage import pictures_dir
from dogcat.common.types import ProgressCallback
from dogcat.pictures.picture_set import CLASSES, PictureSet, check_new_name, open_picture_set
from dogcat.pictures.quota import require_room
from dogcat.pictures.rights import require_new_set
from dogcat.pictures.synthetic.drawing import Drawing, Order, unfinished

DRAWN = "drawn"  # name of the set that is drawn when it is first used
VARIANTS = {
    "plain": N_("Drawn by this program from seed {seed}; these are not photos"),
    "shortcut": N_(
        "Drawn by this program from seed {seed} to teach shortcuts: in training and validation every dog is on grass"
        " and every cat is indoors. In test they are anywhere. These are not photos"
    ),
}
NUM_PER_CLASS = {"train": 1000, "validation": 500, "test": 500}  # as in the tutorial


_PICTURE_BYTES = 20_000  # of a drawing, or less
_LOOK_SECONDS = 0.3  # interval at which a process that waits for another one's drawing looks at it
_NICENESS = 5  # of the drawing in the background: pages and trainings come first


def open_or_draw(name: str, progress: ProgressCallback | None = None) -> PictureSet:
    """Return the picture set of this name. Draw the set `DRAWN`, or finish an unfinished drawing, if it is not there.

    If another process is drawing that set, wait until it has finished.

    Args:
        name: name of the set.
        progress: called with (pictures done, all pictures) while drawing.

    Raises:
        PictureSetError: there is no set of this name.
        DogcatError: as `draw_picture_set`.
    """
    if not (pictures_dir() / name).exists():
        drawing = unfinished(name) or (Drawing(DRAWN, _usual_order()) if name == DRAWN else None)
        if drawing:
            return _draw(drawing, progress)
    return open_picture_set(name)


def count_pictures(name: str) -> dict[str, dict[str, int]]:
    """Return the number of pictures by split and class of a set; a drawn set need not be whole yet.

    Raises:
        PictureSetError: there is no set of this name.
    """
    if not (pictures_dir() / name).exists():
        drawing = unfinished(name)
        if drawing or name == DRAWN:
            numbers = drawing.order.num_per_class if drawing else NUM_PER_CLASS
            return {split: dict.fromkeys(CLASSES, number) for split, number in numbers.items()}
    return open_picture_set(name).counts()


def draw_picture_set(
    name: str,
    seed: int = 1,
    progress: ProgressCallback | None = None,
    variant: str = "plain",
    num_per_class: dict[str, int] | None = None,
) -> PictureSet:
    """Draw a new picture set in the tutorial's layout. If such a drawing was interrupted, draw what is missing.

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
    return _draw(_new_drawing(name, Order(variant, seed, num_per_class or NUM_PER_CLASS)), progress)


def start_drawing(asker: Visitor, name: str = DRAWN, seed: int = 1, variant: str = "plain") -> None:
    """Draw a new picture set in a process that outlives this one; do nothing if it is there or being drawn.

    Everybody may start the usual drawing, which a training also starts.

    Raises:
        NotAllowedError: the settings allow no imports, and the asker is not in charge.
        PictureSetError: the name is not allowed or taken by another set or drawing.
        DogcatError: the variant does not exist.
        OSError: the process cannot be started, or the disk is full.
    """
    if name == DRAWN and (pictures_dir() / DRAWN).exists():
        return
    drawing = _new_drawing(name, Order(variant, seed, NUM_PER_CLASS))
    if drawing != Drawing(DRAWN, _usual_order()):
        require_new_set(asker)
    pictures_dir().mkdir(parents=True, exist_ok=True)
    with _starting():
        if not drawing.is_running():
            drawing.prepare(_source(drawing.order))
            _start_process(drawing)


def continue_drawing(drawing: Drawing) -> None:
    """Draw the missing pictures in a process that outlives this one, unless one draws them already.

    Everybody may do it, because it only finishes what was ordered.

    Raises:
        OSError: the process cannot be started, or the disk is full.
    """
    with _starting():
        if drawing.folder.is_dir() and not drawing.is_running():
            _start_process(drawing)


def _starting() -> filelock.FileLock:
    """Return the lock for starting a drawing, because two visitors may press at the same time."""
    return filelock.FileLock(pictures_dir() / ".starting.lock")


def _start_process(drawing: Drawing) -> None:
    process = start_python("-m", "dogcat.pictures.synthetic.dataset", drawing.name, outlives=True)
    drawing.claim(process.pid)


def _usual_order() -> Order:
    return Order("plain", 1, NUM_PER_CLASS)


def _source(order: Order) -> Sentence:
    return Sentence(VARIANTS[order.variant], seed=order.seed)


def _new_drawing(name: str, order: Order) -> Drawing:
    if order.variant not in VARIANTS:
        raise DogcatError(
            _("There is no variant {name!r} of the drawn pictures. Expected: {expected}.").format(
                name=order.variant, expected=", ".join(VARIANTS)
            )
        )
    drawing = Drawing(check_new_name(name), order)
    other = unfinished(drawing.name)
    if other is None:
        require_room(drawing.num_pictures * _PICTURE_BYTES)
    if other and other != drawing and other.is_running():
        raise DogcatError(
            _("Other pictures are being drawn under the name {name!r}. Choose another name.").format(name=name)
        )
    return drawing


def _draw(drawing: Drawing, progress: ProgressCallback | None, niceness: int = 0) -> PictureSet:
    """Draw what is missing and return the whole set; if another process draws it, wait for that one."""
    pictures_dir().mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(drawing.lock_file)
    while True:
        try:
            lock.acquire(timeout=_LOOK_SECONDS)
            break
        except filelock.Timeout:
            if progress:
                progress(drawing.num_drawn(), drawing.num_pictures)
    try:
        if not (pictures_dir() / drawing.name).exists():  # otherwise the other process has finished it
            _draw_missing(drawing, progress, niceness)
    finally:
        lock.release()
    return open_picture_set(drawing.name)


def _draw_missing(drawing: Drawing, progress: ProgressCallback | None, niceness: int) -> None:
    drawing.prepare(_source(drawing.order))
    drawing.claim(os.getpid())
    num_parts = os.cpu_count() or 1
    workers = [
        start_python(
            "-m",
            "dogcat.pictures.synthetic.drawing",
            str(drawing.folder),
            str(part),
            str(num_parts),
            str(niceness),
            stdout=subprocess.PIPE,
            stderr=None,
        )
        for part in range(num_parts)
    ]
    try:
        _follow(workers, drawing, progress)
        drawing.publish()
    except BaseException as error:
        drawing.unclaim()
        if isinstance(error, OSError):
            check_new_name(drawing.name)  # an import of this name was ready first
        raise
    finally:  # also if the visitor leaves the page during the drawing
        for worker in workers:
            worker.kill()
            worker.wait()


def _follow(workers: list["subprocess.Popen[bytes]"], drawing: Drawing, progress: ProgressCallback | None) -> None:
    """Count the lines that the workers write, one per picture, until all workers have ended."""
    lines: queue.Queue[bool] = queue.Queue()

    def listen(worker: "subprocess.Popen[bytes]") -> None:
        for _line in worker.stdout or ():
            lines.put(True)
        lines.put(False)

    for worker in workers:
        threading.Thread(target=listen, args=(worker,), daemon=True).start()
    done, total, going = drawing.num_drawn(), drawing.num_pictures, len(workers)
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
                "Drawing stopped after {done:,} of {total:,} pictures. Is the disk full? Free some space and try again."
            ).format(done=done, total=total)
        )


def _draw_in_background(name: str) -> None:
    """Finish a drawing. Write down a failure where the pages look for it."""
    drawing = unfinished(name)
    if drawing:
        try:
            _draw(drawing, None, _NICENESS)
        except (DogcatError, OSError):
            drawing.fail()


if __name__ == "__main__":
    _draw_in_background(sys.argv[1])
