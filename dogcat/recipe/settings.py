"""The settings that a teacher makes for a class, in `dogcat.toml` or in environment variables.

The file is the one that `DOGCAT_SETTINGS` names, or `dogcat.toml` in the home folder, or `dogcat.toml` beside the app.
An environment variable overrides its key: `DOGCAT_MAX_EPOCHS` sets `max_epochs`. Commas separate the items of a list.

A fault in the file is told and does not stop the app: the rest of the file counts, and a key that cannot be read has
its default, or the safer value of `_IF_UNREADABLE`. So a class code that cannot be read closes the class.
"""

import contextlib
import difflib
import hmac
import os
import re
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from dogcat.common.errors import DogcatError
from dogcat.common.language import _, languages
from dogcat.common.storage import CODE_DIR, home_dir
from dogcat.common.text_file import TextFileError, read_text_file
from dogcat.common.typed_path import typed_path, typed_word
from dogcat.recipe.recipe import DEVICES, RECIPES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE_NAME = "dogcat.toml"
_WORDS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_RANGES = {
    "max_epochs": (0, 1_000),
    "max_minutes": (0, 10_000),
    "max_runs": (1, 64),
    "max_waiting": (1, 100),
    "max_waiting_per_address": (1, 10_000),
    "max_waiting_in_all": (1, 10_000),
    "max_upload_megabytes": (1, 10_000),
    "max_picture_gigabytes": (1, 10_000),
    "helpers_port": (1_024, 65_535),
}
_CLOSED = secrets.token_urlsafe(32)  # a class code that nobody knows
_IF_UNREADABLE = {"class_code": _CLOSED, "allows_imports": False, "allows_own_models": False, "behind_proxy": True}
# Lines that may set a class code: one that names it, and a key that somebody may have thought to be its name.
_MAY_BE_CLASS_CODE = re.compile(r"(?im)^(?:[^=#\n]*(?:class|cod|pass|암호)|[^#\n]*class.?code)")
_UNKNOWN = "\ufffd"  # in place of each character whose encoding cannot be told


class SettingsError(DogcatError):
    """A setting that cannot be used. The text names its key."""


@dataclass(frozen=True)
class Settings:
    """The settings of a class.

    Attributes:
        language: code of the language in which the app starts, such as `ko`; empty is the browser's language.
        recipes: names of the recipes that a training may start from.
        max_epochs: maximum number of epochs of one training; 0 is no limit.
        max_minutes: maximum estimated minutes of one training; 0 is no limit.
        max_runs: number of trainings that run at the same time, 1 to 64.
        max_waiting: number of trainings that one browser may have in the queue, 1 to 100.
        max_waiting_per_address: the same of all browsers at one address, 1 to 10,000; a whole school may have one.
        max_waiting_in_all: number of trainings in the queue, 1 to 10,000.
        shares_trainings: whether visitors who ask for the same training follow one, instead of one each.
        picture_sets: names of the picture sets that are offered; empty is all.
        max_upload_megabytes: maximum size of an uploaded file, 1 to 10,000; here 2**20 bytes, as Streamlit counts.
        max_picture_gigabytes: disk space of all picture sets together, 1 to 10,000; nothing new fits above it.
        allows_imports: whether visitors may import picture sets of their own.
        is_test_sealed: whether test results are hidden until a visitor opens them.
        allows_own_models: whether visitors may upload models.
        class_code: the password of the class as `typed_word` writes it; empty lets everybody in.
        device: `auto` trains on the graphics card if TensorFlow sees one, `cpu` on the processor.
        behind_proxy: whether a web server stands in front, whose `X-Forwarded-For` ends with the visitor's address.
        helpers: whether other computers that were invited train, too.
        helpers_port: the port at which they connect, 1,024 to 65,535.
    """

    language: str = ""
    recipes: tuple[str, ...] = tuple(RECIPES)
    max_epochs: int = 0
    max_minutes: int = 0
    max_runs: int = 1
    max_waiting: int = 3
    max_waiting_per_address: int = 90
    max_waiting_in_all: int = 150
    shares_trainings: bool = True
    picture_sets: tuple[str, ...] = ()
    max_upload_megabytes: int = 150
    max_picture_gigabytes: int = 20
    allows_imports: bool = True
    is_test_sealed: bool = True
    allows_own_models: bool = True
    class_code: str = ""
    device: str = "auto"
    behind_proxy: bool = False
    helpers: bool = False
    helpers_port: int = 8786

    def check_choice(self, recipe: str, pictures: str) -> None:
        """Check that the teacher allows a recipe and a picture set.

        Args:
            recipe: a name in `RECIPES`, or `custom` for a changed recipe, which is allowed.
            pictures: name of the picture set.

        Raises:
            SettingsError: the teacher has closed one of them.
        """
        if recipe in RECIPES and recipe not in self.recipes:
            raise SettingsError(
                _("Your teacher does not allow the recipe {recipe} now. You can choose: {names}.").format(
                    recipe=recipe, names=", ".join(self.recipes)
                )
            )
        if self.picture_sets and pictures not in self.picture_sets:
            raise SettingsError(
                _("Your teacher does not allow the pictures {pictures} now. You can choose: {names}.").format(
                    pictures=pictures, names=", ".join(self.picture_sets)
                )
            )

    def check_length(self, num_epochs: int, expected_seconds: float | None, is_continued: bool = False) -> None:
        """Check that a training is not longer than the teacher allows.

        Args:
            num_epochs: number of epochs that are to be trained.
            expected_seconds: estimated seconds of the training; None if there is no estimate.
            is_continued: whether these are the last epochs of an interrupted training.

        Raises:
            SettingsError: the training has too many epochs, or would take too long.
        """
        if self.max_epochs and num_epochs > self.max_epochs:
            words = (
                _(
                    "{num_epochs} epochs of this training are left, but your teacher allows {max_epochs}. Start a"
                    " shorter training instead."
                )
                if is_continued
                else _(
                    "This training has {num_epochs} epochs, but your teacher allows {max_epochs}. Set fewer epochs and"
                    " try again."
                )
            )
            raise SettingsError(words.format(num_epochs=num_epochs, max_epochs=self.max_epochs))
        if self.max_minutes and expected_seconds is not None and expected_seconds > 60 * self.max_minutes:
            raise SettingsError(
                _(
                    "This training would take about {minutes:.0f} minutes, but your teacher allows {max_minutes}."
                    " Choose fewer epochs, smaller pictures or a quick recipe."
                ).format(minutes=expected_seconds / 60, max_minutes=self.max_minutes)
            )

    def lets_in(self, word: str) -> bool:
        """Return True if this is the class code. The comparison takes constant time."""
        return hmac.compare_digest(typed_word(word).encode(), self.class_code.encode())

    @property
    def is_closed(self) -> bool:
        """True if nobody can enter, because the file may set a class code that cannot be read."""
        return self.class_code == _CLOSED


def settings() -> Settings:
    """Return the current settings, as `read_settings` does.

    Raises:
        SettingsError: an environment variable has an invalid value.
    """
    return read_settings()[0]


def read_settings() -> tuple[Settings, list[str]]:
    """Return the current settings, and a sentence for each fault of the file.

    The file is read every time, so that a change needs no restart.

    Raises:
        SettingsError: an environment variable has an invalid value.
    """
    found, faults, text = _of_file()
    for item in fields(Settings):
        variable = f"DOGCAT_{item.name.upper()}"
        if variable in os.environ:
            value = _from_words(variable, os.environ[variable], item.default)
            source = _("the environment variable {variable}").format(variable=variable)
            found[item.name] = _checked(item.name, value, source)
    if faults:
        for name, value in _IF_UNREADABLE.items():
            if name not in found and (text is None or _mentions(text, name)):
                found[name] = value
    result = Settings(**found)
    if result.is_closed:
        faults.append(_("Nobody can enter until this is fixed, because the file may set a class code."))
    elif faults:
        faults.append(_("Until this is fixed, the app goes on without what it cannot read."))
    return result, faults


def settings_file() -> Path | None:
    """Return the path of the settings file; None if there is none.

    Raises:
        SettingsError: `DOGCAT_SETTINGS` names a file that does not exist.
    """
    named = os.environ.get("DOGCAT_SETTINGS")
    if named:
        file = typed_path(named)
        if not file.is_file():
            words = _(
                "The environment variable DOGCAT_SETTINGS names {file}, but there is no such file. Correct the"
                " variable, or remove it."
            )
            raise SettingsError(words.format(file=named))
        return file
    return next((file for file in (home_dir() / FILE_NAME, CODE_DIR / FILE_NAME) if file.is_file()), None)


def describe(found: Settings) -> Mapping[str, str]:
    """Return the settings that differ from the defaults as text, without the value of the class code."""
    changed = {name: value for name, value in vars(found).items() if value != getattr(Settings, name)}
    return {name: "set" if name == "class_code" else str(value) for name, value in changed.items()}


def _of_file() -> tuple[dict[str, Any], list[str], str | None]:
    """Return the valid values of the file by key, a sentence for each fault, and its text; None if it is unknown."""
    faults: list[str] = []
    try:
        file = settings_file()
        text = _text(file, faults) if file else ""
    except (SettingsError, OSError) as error:
        return {}, [str(error)], None
    values = {}
    for name, value in _toml(text, file, faults).items():
        try:
            if _UNKNOWN not in str(value):  # otherwise its encoding is the fault, which is told already
                values[name] = _checked(_known(name, file), value, str(file))
        except SettingsError as error:
            faults.append(str(error))
    return values, faults, text


def _text(file: Path, faults: list[str]) -> str:
    try:
        return read_text_file(file)
    except TextFileError as error:
        faults.append(str(error))
        # What TOML itself is made of are characters of ASCII, so the lines with other characters alone are lost.
        return file.read_bytes().replace(b"\0", b"").decode("ascii", errors="replace")


def _toml(text: str, file: Path | None, faults: list[str]) -> dict[str, Any]:
    """Return the values of a text, of a broken one those of its whole lines."""
    try:
        return tomllib.loads(text)
    except ValueError as error:
        line = re.search(r"line (\d+)", str(error))
        # The line itself is not shown, because it may be the class code.
        faults.append(
            _(
                '{file}, line {line}, is not TOML ({why}). Expected: lines such as max_runs = 1 or language = "ko",'
                " with straight quotation marks around a text."
            ).format(file=file, line=line[1] if line else text.count("\n") + 1, why=error)
        )
    found: dict[str, Any] = {}
    for part in text.splitlines():
        with contextlib.suppress(ValueError):
            found |= tomllib.loads(part)
    return found


def _known(name: str, file: Path | None) -> str:
    """Return the name of a setting, or raise `SettingsError` with the nearest one."""
    known = [item.name for item in fields(Settings)]
    if name in known:
        return name
    hint = _("Known settings: {names}.").format(names=", ".join(known))
    if near := difflib.get_close_matches(name, known, 1):
        hint = _("Did you mean {name}?").format(name=near[0])
    words = _("{file} has a key {name!r}, which is no setting. {hint}")
    raise SettingsError(words.format(file=file, name=name, hint=hint))


def _mentions(text: str, name: str) -> bool:
    """Return True if a line of a text, apart from comments, may set this key."""
    if name == "class_code":
        return _MAY_BE_CLASS_CODE.search(text) is not None
    keys = re.findall(r"(?m)^[\W]*(\w+)", re.sub(r"(?m)#.*", "", text))
    return bool(difflib.get_close_matches(name, keys))


def _from_words(variable: str, words: str, default: Any) -> Any:
    """Convert the text of an environment variable to the type of the default."""
    try:
        if isinstance(default, bool):
            return _WORDS[words.strip().lower()]
        if isinstance(default, int):
            return int(words)
    except (KeyError, ValueError) as error:
        expected = _("true or false") if isinstance(default, bool) else _("a whole number")
        said = _("The environment variable {variable} is {words!r}. Expected: {expected}.")
        raise SettingsError(said.format(variable=variable, words=words, expected=expected)) from error
    return [part.strip() for part in words.split(",") if part.strip()] if isinstance(default, tuple) else words


def _checked(name: str, value: Any, source: str) -> Any:
    """Return a valid value, or raise `SettingsError` with the name of its key."""
    default = next(item.default for item in fields(Settings) if item.name == name)
    expected = ""
    if isinstance(default, bool):
        expected = "" if isinstance(value, bool) else _("true or false")
    elif isinstance(default, int):
        low, high = _RANGES[name]
        is_right = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        expected = "" if is_right else _("a whole number from {low} to {high:,}").format(low=low, high=high)
    elif isinstance(default, tuple):
        expected = _expected_of_list(value, list(RECIPES) if name == "recipes" else None)
        value = tuple(value) if not expected else value
    elif not isinstance(value, str):
        # Translators: what a setting may be
        expected = _("a text in quotes")
    elif name == "language" and value and value not in languages():
        expected = _("one of {names}, or an empty text").format(names=", ".join(languages()))
    elif name == "device" and value not in DEVICES:
        expected = _("one of {names}").format(names=", ".join(DEVICES))
    if expected:
        shown = "…" if name == "class_code" else repr(value)
        words = _("{name} is {value} in {source}. Expected: {expected}.")
        raise SettingsError(words.format(name=name, value=shown, source=source, expected=expected))
    return typed_word(value) if name == "class_code" else value


def _expected_of_list(value: Any, allowed: list[str] | None) -> str:
    """Return what is expected of a list; empty if the list is valid."""
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        return _("a list of texts in quotes")
    if allowed and (not value or not set(value) <= set(allowed)):
        return _("a list with some of {names}").format(names=", ".join(allowed))
    return ""
