"""The command `predict`: a network's answers for files, folders and patterns."""

import csv
import glob
import io
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from dogcat.cli.arguments import OutFile, RunName
from dogcat.cli.terminal import give, say, show_count
from dogcat.common.shown_text import spreadsheet_cell
from dogcat.common.typed_path import typed_path
from dogcat.common.types import ProgressCallback
from dogcat.pictures.decoding import PictureError, decode_picture
from dogcat.pictures.refusals import ANIMATION_NOTE, MAX_START, is_animated, refusal
from dogcat.runs.run import Run
from dogcat.runs.store import open_run
from dogcat.training.load_tensorflow import load_tensorflow

_AT_ONCE = 50  # pictures that are decoded and predicted together, which bounds the memory
_COLUMNS = ("file", "p_dog", "label", "note")
_OF_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})  # files that Windows puts into folders


def predict_command(
    run: RunName,
    pictures: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Pictures, folders of them, or patterns such as '*.jpg'.")
    ],
    out: OutFile = None,
) -> None:
    """Print P(dog) and the prediction for each picture, one JSON object a line; with --out, write a CSV table."""
    chosen = open_run(run)
    chosen.require_model()
    files, refused = _files(pictures)
    num_in_all = len(files) + len(refused)
    rows = []
    for row in _rows(chosen, files, refused, show_count if out else None):
        rows.append(row)
        if out is None:
            print(json.dumps(row))  # in ASCII, because a terminal or pipe may not accept all characters of a name
    if out is not None and rows:
        give(_table(rows), out)
    if refused:
        count = f"{len(refused):,} of {num_in_all:,} could not be read"
        if len(refused) == 1:
            say(f"{count}: {refused[0]}")
        else:
            say(f"{count}:")
            for line in refused:
                say(line)
        raise typer.Exit(2)


def _files(typed: list[str]) -> tuple[list[Path], list[str]]:
    """Return the files that texts of the command line name, each once, and a sentence for each text that names none."""
    files: dict[Path, None] = {}
    refused = []
    for text in typed:
        path = typed_path(text)
        is_pattern = not os.path.lexists(path) and glob.has_magic(str(path))
        found = sorted(map(Path, glob.iglob(str(path), recursive=True))) if is_pattern else [path]  # noqa: PTH207
        inside = [file for each in found for file in (_inside(each) if os.path.isdir(each) else [each])]  # noqa: PTH112
        if not inside:
            refused.append(f"{text} {'matches no file' if is_pattern else 'is a folder without pictures'}.")
        files |= dict.fromkeys(inside)
    return list(files), refused


def _inside(folder: Path) -> list[Path]:
    """Return the files in a folder and its folders, without hidden ones."""
    return [
        file
        for file in sorted(folder.rglob("*"))
        if file.is_file()
        and file.name.lower() not in _OF_SYSTEMS
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    ]


def _rows(
    run: Run, files: list[Path], refused: list[str], progress: ProgressCallback | None
) -> Iterator[dict[str, Any]]:
    """Yield the answer for each file that can be decoded; add a sentence to `refused` for each of the others."""
    answer = None
    for start in range(0, len(files), _AT_ONCE):
        decoded = {}
        for file in files[start : start + _AT_ONCE]:
            try:
                decoded[file] = decode_picture(file, run.recipe.picture_size)
            except PictureError as error:
                refused.append(f"{file} {_why_refused(file, error)}.")
        if decoded:
            answer = answer or _loaded(run)
            yield from answer(decoded)
        if progress:
            progress(min(start + _AT_ONCE, len(files)), len(files))


def _loaded(run: Run) -> Any:
    """Load a run's network. Return the function from decoded pictures by file to the rows of the answer."""
    load_tensorflow()
    from dogcat.training.evaluation import label_of, predict
    from dogcat.training.model import load_model

    model, mirror = load_model(run.model_file), run.recipe.mirror_at_test

    def answer(decoded: dict[Path, np.ndarray]) -> Iterator[dict[str, Any]]:
        found = predict(model, np.stack(list(decoded.values())), mirror).tolist()
        for file, p_dog in zip(decoded, found, strict=True):
            row = {"file": str(file), "p_dog": round(p_dog, 6), "label": label_of(p_dog)}
            yield row | {"note": ANIMATION_NOTE} if is_animated(file.read_bytes()) else row

    return answer


def _table(rows: Iterable[dict[str, Any]]) -> str:
    table = io.StringIO()
    writer = csv.DictWriter(table, _COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in rows:  # the name of a file may hold bytes that are no text
        writer.writerow(row | {"file": spreadsheet_cell(row["file"].encode("utf-8", "backslashreplace").decode())})
    return "\ufeff" + table.getvalue()  # the mark tells spreadsheets that it is UTF-8


def _why_refused(file: Path, error: PictureError) -> str:
    try:
        if file.is_file():
            with file.open("rb") as opened:
                return refusal(opened.read(MAX_START), error)
    except OSError:  # the file is not readable, or its name is too long
        pass
    return f"{error}. Expected: a JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF picture"
