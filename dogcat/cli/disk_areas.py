"""What the app keeps on the disk, with the limit of each kind and the rule of what goes first, for `doctor`."""

from collections.abc import Iterator
from dataclasses import dataclass

from dogcat.common.disk_space import folder_bytes
from dogcat.common.storage import cache_dir, class_photos_dir, home_dir, pictures_dir, runs_dir
from dogcat.common.temporary import temporary_dir
from dogcat.common.units import MEGABYTE, size_words
from dogcat.explain import activations, attribution
from dogcat.explain.model_files import MAX_MODEL_FILE_BYTES
from dogcat.lesson import board, handed_in, seed_experiment
from dogcat.lesson.class_photos.photos import MAX_DAYS, MAX_PHOTOS, MOST_BYTES
from dogcat.pictures.pixel_cache import MAX_CACHE_BYTES
from dogcat.pictures.quota import quota_bytes
from dogcat.runs.trainer_log import MAX_BYTES
from dogcat.runs.trash import MAX_BIN_BYTES


@dataclass(frozen=True)
class DiskArea:
    """One kind of files.

    Attributes:
        title: what they are.
        used: bytes that they take.
        cap: bytes that they may take; None where only the disk's floor limits them.
        rule: what happens at the limit.
    """

    title: str
    used: int
    cap: int | None
    rule: str

    @property
    def words(self) -> str:
        """The area in one line."""
        allowed = f" of at most {size_words(self.cap)}" if self.cap is not None else ""
        return f"{self.title} {size_words(self.used)}{allowed} ({self.rule})"


def disk_areas() -> Iterator[DiskArea]:
    """Yield all kinds of files that the app writes."""
    cache, home = cache_dir(), home_dir()
    bins = [*runs_dir().glob(".deleted-*")]
    in_bin = sum(map(folder_bytes, bins))
    logs = sum(file.stat().st_size for file in runs_dir().glob("*/trainer.log"))
    answers = [cache / "inspected", cache / "explained"]
    in_answers = sum(map(folder_bytes, answers))
    yield DiskArea("picture sets", folder_bytes(pictures_dir()), quota_bytes(), "a new set is refused")
    yield DiskArea(
        "decoded pictures", folder_bytes(cache) - in_answers, MAX_CACHE_BYTES, "the least recently used go first"
    )
    yield DiskArea(
        "answers about networks",
        in_answers,
        activations.MAX_KEPT_BYTES + attribution.MAX_KEPT_BYTES,
        "the least recently used go first",
    )
    yield DiskArea("trainings", folder_bytes(runs_dir()) - in_bin, None, "one starts only if it fits above the floor")
    yield DiskArea("their logs", logs, None, f"each is cut to its end at {size_words(MAX_BYTES)}")
    yield DiskArea("deleted trainings", in_bin, MAX_BIN_BYTES, "the oldest go first, all after a day")
    yield DiskArea(
        "temporary files",
        folder_bytes(temporary_dir()),
        None,
        f"models of up to {size_words(MAX_MODEL_FILE_BYTES)}; those of ended processes go at the start",
    )
    yield DiskArea("downloads", folder_bytes(home / "downloads"), None, "what is older than a day goes at the start")
    yield DiskArea(
        "class board and pages handed in",
        sum(folder_bytes(home / name) for name in ("board", "experiment", "handed_in")),
        handed_in.MAX_PAGES * handed_in.MAX_BYTES
        + (board.MAX_ENTRIES + seed_experiment.MAX_LEARNERS) * MEGABYTE // 1000,
        "more are refused",
    )
    yield DiskArea(
        "photos of the class's own test set",
        folder_bytes(class_photos_dir()),
        MAX_PHOTOS * MOST_BYTES,
        f"more are refused, each goes after {MAX_DAYS} days",
    )
