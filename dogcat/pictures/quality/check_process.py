"""Runs the check of a picture set in a process of its own, `python -m dogcat.pictures.quality.check_process NAME`.

The libraries that it needs would cost a server some 130 MB for good; the report comes back through the cache.
"""

import subprocess
import sys

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.processes import start_python
from dogcat.pictures.decoding import Progress
from dogcat.pictures.picture_set import PictureSet, open_picture_set
from dogcat.pictures.quality.check import Report, check_picture_set, kept_report


def check_in_process(pictures: PictureSet, progress: Progress) -> Report:
    """As `checking.check_picture_set`.

    Raises:
        DogcatError: the other process broke off; the text has its last words.
    """
    pipe = subprocess.PIPE
    worker = start_python("-m", "dogcat.pictures.quality.check_process", pictures.name, stdout=pipe, stderr=pipe)
    try:
        for line in worker.stdout or ():
            done, in_all = map(int, line.split())
            progress(done, in_all)
        last_words = (worker.stderr.read() if worker.stderr else b"").decode(errors="replace").strip().splitlines()[-1:]
    finally:  # also when the visitor has left the page in the middle
        worker.kill()
        worker.communicate()
    report = kept_report(pictures)
    if report is None:
        why = " ".join(last_words) or _("the pictures changed meanwhile, or the disk is full")
        raise DogcatError(_("The check of {name!r} broke off: {why}. Try again.").format(name=pictures.name, why=why))
    return report


if __name__ == "__main__":
    check_picture_set(open_picture_set(sys.argv[1]), lambda done, in_all: print(done, in_all, flush=True))
