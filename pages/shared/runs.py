"""Which runs there are, those that ship with the app and this machine's own, and what each is called in a list."""

import re
from datetime import datetime, timezone

from dogcat.labels import read_label
from dogcat.recipe import recipe_kind
from dogcat.recorded import recorded_runs
from dogcat.runs import Run, list_runs

_RECORDED_NAME = re.compile(r"(.+)-photos-seed(\d+)")


def describe_run(run: Run) -> str:
    """What a run is called: if it is recorded, that and its seed, else its name or recipe, pictures and date."""
    recorded = _RECORDED_NAME.fullmatch(run.id)
    if recorded:
        return f"{recorded[1]} (recorded, seed {recorded[2]})"
    begun = datetime.fromtimestamp(run.request["created"], timezone.utc).astimezone()
    return f"{read_label(run).name or recipe_kind(run.recipe)} on {run.pictures_title}, {begun:%d %b %Y %H:%M:%S}"


def runs_with_network() -> dict[str, Run]:
    """All runs whose network was kept, the recorded ones first, then this machine's newest; by folder name."""
    runs = recorded_runs() | {run.id: run for run in reversed(list_runs())}
    return {name: run for name, run in runs.items() if run.model_file.is_file()}
