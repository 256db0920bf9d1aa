"""The seal over a run's test figures, which each visitor opens for themselves."""

from dogcat.recipe.settings import settings
from dogcat.runs.run import Run
from pages.state.session import session


def is_sealed(run: Run) -> bool:
    """Return True if the settings seal test figures and this visitor has not opened those of the run."""
    return settings().is_test_sealed and run.id not in session().compare.opened_tests
