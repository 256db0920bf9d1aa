"""What trainings print takes a bounded space."""

from pathlib import Path

from dogcat.recipe.recipe import Recipe
from dogcat.runs import trainer_log
from dogcat.runs.housekeeping import clean_up
from dogcat.runs.run import create_run


def test_a_long_log_keeps_its_end(home: Path, tiny_recipe: Recipe) -> None:
    run, words = create_run(tiny_recipe, "tiny"), b"".join(b"line %06d\n" % number for number in range(100_000))
    log = run.folder / trainer_log.NAME
    log.write_bytes(words)
    clean_up()
    assert log.read_bytes() == words[-100_000:]
    log.write_bytes(words)
    with trainer_log.open_log(run.folder) as opened:
        opened.write(b"more\n")
    assert log.read_bytes() == words[-100_000:] + b"more\n"
    clean_up()
    assert log.read_bytes().endswith(b"more\n")
