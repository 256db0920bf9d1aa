"""Which runs there are, those that ship with the app and this machine's own, and what each is called in a list."""

from dogcat.recipe.settings import settings
from dogcat.runs.run import Run
from pages.state.session import session


def is_sealed(run: Run) -> bool:
    """Whether this visitor has not opened the run's test figures yet, where these are under a seal."""
    return settings().is_test_sealed and run.id not in session().compare.opened_tests
