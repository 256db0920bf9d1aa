"""The models of a run that comes back from a zip. They are untrusted input, like `own_model`'s.

The same worker process takes only the weights from such a file, and saves them with the network that the app builds
from the run's recipe. So every other process of the app opens files that the app has written.
"""

from pathlib import Path

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.explain.model_files import read_model_file
from dogcat.explain.own_model import MAX_SECONDS
from dogcat.explain.protocol import WorkerProcess
from dogcat.explain.worker_places import PLACES
from dogcat.recipe.recipe import Recipe, recipe_to_json


class BroughtModels:
    """The worker process that takes the weights. It starts with the first file, and `close` ends it."""

    def __init__(self) -> None:
        self._worker = WorkerProcess("foreign", MAX_SECONDS, PLACES)

    def __enter__(self) -> "BroughtModels":  # noqa: PYI034 - Python 3.10 has no Self
        """Return this object."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End the process."""
        self._worker.close()

    def take(self, file: Path, recipe: Recipe) -> int:
        """Replace a model by the recipe's own network with the weights of the file.

        Args:
            file: a `.keras` file that no other process opens yet.
            recipe: what the network was trained by.

        Returns:
            The number of training steps that the optimizer has done.

        Raises:
            AnswerError: the process ended, or took too long.
            DogcatError: the file is damaged, too large, or of another network.
        """
        data = file.read_bytes()
        found = read_model_file(data)
        if found.ending != ".keras" or found.data is not data:  # it is of another kind, or packed in another way
            raise DogcatError(_("it is not a .keras file as this app writes it"))
        question = {"what": "take weights", "file": str(file), "recipe": recipe_to_json(recipe)}
        return int(self._worker.ask(question)["num_steps"])
