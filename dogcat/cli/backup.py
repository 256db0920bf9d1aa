"""The commands that save the whole home folder as one file, and restore it."""

from pathlib import Path
from typing import Annotated

import typer

from dogcat.cli.terminal import say, show, show_bytes
from dogcat.common.typed_path import typed_path
from dogcat.export.backup import BackupCounts, write_backup
from dogcat.export.restore import restore_backup


def backup_command(
    out: Annotated[Path, typer.Option(metavar="FILE", parser=typed_path, help="The zip to write, such as backup.zip.")],
) -> None:
    """Save all pictures, trainings and settings as one file, also while the app runs. Caches are left out."""
    _say_counts(write_backup(out, show_bytes), "saved")
    show(str(out))


def restore_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", parser=typed_path, help="The zip that 'backup' wrote.")],
) -> None:
    """Restore a backup, only into an empty home folder; DOGCAT_HOME can name a new one."""
    counts = restore_backup(file, show_bytes, say)
    for line in counts.left_out:
        say(f"left out: {line}")
    _say_counts(counts, "restored")


def _say_counts(counts: BackupCounts, what: str) -> None:
    say(f"{what}: trainings {counts.num_runs}, picture sets {counts.num_sets}")
