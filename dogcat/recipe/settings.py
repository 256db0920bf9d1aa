"""What a teacher sets for a class: `dogcat.toml`, or environment variables, which come first.

The file is the one that `DOGCAT_SETTINGS` names, else `dogcat.toml` in the home folder, else beside the app. Each key
can be set by a variable as well: `max_epochs` by `DOGCAT_MAX_EPOCHS`; a list's parts are then separated by commas.
"""

import difflib
import hmac
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from dogcat.common.errors import DogcatError
from dogcat.common.language import _, languages
from dogcat.common.storage import CODE_DIR, home_dir
from dogcat.recipe.recipe import RECIPES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE_NAME = "dogcat.toml"
_WORDS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class SettingsError(DogcatError):
    """A setting that cannot be used; the message names its key."""


@dataclass(frozen=True)
class Settings:
    """What a teacher has set.

    Attributes:
        language: in which the app begins, such as `ko`; empty is the browser's.
        recipes: names of the recipes that a training may start from.
        max_epochs: most epochs of one training; 0 is any number.
        max_minutes: most minutes that a training may take by the estimate before its start; 0 is any number.
        max_runs: trainings at once, 1 to 64.
        max_waiting: trainings that one browser may have waiting, 1 to 100.
        picture_sets: names of the picture sets that are offered; empty is all.
        max_upload_megabytes: most that a file of pictures may have, 1 to 10,000.
        allows_imports: whether visitors may bring in picture sets of their own.
        is_test_sealed: whether test figures are hidden until they are opened.
        allows_own_models: whether models from elsewhere may be uploaded.
        class_code: the word that must be entered to come in; empty lets everybody in.
    """

    language: str = ""
    recipes: tuple[str, ...] = tuple(RECIPES)
    max_epochs: int = 0
    max_minutes: int = 0
    max_runs: int = 1
    max_waiting: int = 3
    picture_sets: tuple[str, ...] = ()
    max_upload_megabytes: int = 1_000
    allows_imports: bool = True
    is_test_sealed: bool = True
    allows_own_models: bool = True
    class_code: str = ""

    def check_training(self, num_epochs: int, expected_seconds: float | None) -> None:
        """Refuses a training that is longer than the teacher allows.

        Args:
            num_epochs: of its recipe.
            expected_seconds: the estimate before its start; None when there is none.

        Raises:
            SettingsError: it has too many epochs, or would take too long.
        """
        if self.max_epochs and num_epochs > self.max_epochs:
            raise SettingsError(
                _(
                    "This training has {num_epochs} epochs, and your teacher allows {max_epochs}. Set fewer epochs and"
                    " try again."
                ).format(num_epochs=num_epochs, max_epochs=self.max_epochs)
            )
        if self.max_minutes and expected_seconds is not None and expected_seconds > 60 * self.max_minutes:
            raise SettingsError(
                _(
                    "This training would take about {minutes:.0f} minutes, and your teacher allows {max_minutes}. Take"
                    " fewer epochs, smaller pictures or a quick recipe."
                ).format(minutes=expected_seconds / 60, max_minutes=self.max_minutes)
            )

    def lets_in(self, word: str) -> bool:
        """Whether this is the class code. It takes as long for a nearly right word as for any other."""
        return hmac.compare_digest(word.strip().encode(), self.class_code.encode())


_RANGES = {
    "max_epochs": (0, 1_000),
    "max_minutes": (0, 10_000),
    "max_runs": (1, 64),
    "max_waiting": (1, 100),
    "max_upload_megabytes": (1, 10_000),
}


def settings() -> Settings:
    """What is set now; the file is read anew each time, so that a change needs no new start.

    Raises:
        SettingsError: the file cannot be read, or a key or a value is not as it should be.
    """
    file = settings_file()
    found = _read(file) if file else {}
    source = dict.fromkeys(found, str(file))
    for item in fields(Settings):
        variable = f"DOGCAT_{item.name.upper()}"
        if variable in os.environ:
            found[item.name] = _from_words(variable, os.environ[variable], item.default)
            source[item.name] = f"the environment variable {variable}"
    return Settings(**{name: _checked(name, value, source[name]) for name, value in found.items()})


def settings_file() -> Path | None:
    """The file that is read; None when there is none.

    Raises:
        SettingsError: `DOGCAT_SETTINGS` names a file that is not there.
    """
    named = os.environ.get("DOGCAT_SETTINGS")
    if named:
        if not Path(named).is_file():
            raise SettingsError(f"The environment variable DOGCAT_SETTINGS names {named}, and there is no such file.")
        return Path(named)
    return next((file for file in (home_dir() / FILE_NAME, CODE_DIR / FILE_NAME) if file.is_file()), None)


def _read(file: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"{file} cannot be read: {error}. It should be a TOML file with lines like max_runs = 1."
        ) from error
    known = [item.name for item in fields(Settings)]
    for name in found:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
            raise SettingsError(f"{file} has a key {name!r}, which is no setting. {hint}")
    return found


def _from_words(variable: str, words: str, default: Any) -> Any:
    """The value of an environment variable, of the same kind as the default."""
    try:
        if isinstance(default, bool):
            return _WORDS[words.strip().lower()]
        if isinstance(default, int):
            return int(words)
    except (KeyError, ValueError) as error:
        expected = "true or false" if isinstance(default, bool) else "a whole number"
        raise SettingsError(f"The environment variable {variable} is {words!r}. Expected: {expected}.") from error
    return [part.strip() for part in words.split(",") if part.strip()] if isinstance(default, tuple) else words


def _checked(name: str, value: Any, source: str) -> Any:
    """A value that can be used, or an error that names its key."""
    default = next(item.default for item in fields(Settings) if item.name == name)
    expected = ""
    if isinstance(default, bool):
        expected = "" if isinstance(value, bool) else "true or false"
    elif isinstance(default, int):
        low, high = _RANGES[name]
        is_right = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        expected = "" if is_right else f"a whole number from {low} to {high:,}"
    elif isinstance(default, tuple):
        allowed = list(RECIPES) if name == "recipes" else None
        expected = _expected_of_list(value, allowed)
        value = tuple(value) if not expected else value
    elif not isinstance(value, str):
        expected = "a text in quotes"
    elif name == "language" and value and value not in languages():
        expected = f"one of {', '.join(languages())}, or an empty text"
    if expected:
        raise SettingsError(f"{name} is {value!r} in {source}. Expected: {expected}.")
    return value


def _expected_of_list(value: Any, allowed: list[str] | None) -> str:
    """What is expected of a list instead; empty when it is as it should be."""
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        return "a list of texts"
    if allowed and (not value or not set(value) <= set(allowed)):
        return f"a list with some of {', '.join(allowed)}"
    return ""


def describe(found: Settings) -> Mapping[str, str]:
    """What differs from the defaults, in words; the class code is not told."""
    changed = {
        item.name: getattr(found, item.name) for item in fields(Settings) if getattr(found, item.name) != item.default
    }
    return {name: "set" if name == "class_code" else str(value) for name, value in changed.items()}
