"""Tells what a visitor's file is, by its content and never by its name, before any process opens it.

A Keras model passes, also inside a zip, as Teachable Machine exports it. Every other kind of file that people try has a
sentence of its own that says what it is and what to do.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _
from dogcat.common.text_file import decode_text
from dogcat.common.units import MEGABYTE
from dogcat.common.zip_directory import LongDirectoryError, open_zip

MAX_MODEL_FILE_BYTES = 300 * MEGABYTE
MAX_MODEL_BYTES = 300 * MEGABYTE  # unpacked size of a zip, and size of the weights
MAX_MEMBERS = 1_000  # files and folders in a zip
_MEMBERS = ("config.json", "metadata.json", "model.weights.h5")  # of a .keras zip
_HDF5 = b"\x89HDF\r\n\x1a\n"
_MAX_JSON_BYTES = 5 * 2**20
_MAX_LABELS = 100

_EMPTY = N_("This file is empty. Upload it again; if that does not help, save the model again.")
_UNKNOWN = N_(
    "This is not a Keras model. Expected: a .keras or .h5 file written by model.save(). Choose another file, or save"
    " the model with Keras."
)
_WEIGHTS_ZIP = N_(
    "This file holds weights only, without the layers that they belong to. Expected: a whole model. Save it with"
    ' model.save("model.keras").'
)
_SAVED_MODEL = N_(
    "This is a SavedModel, TensorFlow's own format, which may contain code. Expected: a .keras or .h5 file. Load it"
    ' with the Keras that wrote it, then save it with model.save("model.keras").'
)
_TFLITE = N_(
    "This is a TensorFlow Lite model, which is made for phones and cannot be turned back into layers. Expected: a Keras"
    " model. Save the original with model.save(); in Teachable Machine, choose the export “Tensorflow”, then “Keras”."
)
_TFJS = N_(
    "This is a model for TensorFlow.js, that is, for web pages. Expected: a Keras model. Save the original with"
    " model.save(); in Teachable Machine, choose the export “Tensorflow”, then “Keras”."
)
_PYTORCH = N_(
    "This is a PyTorch file (.pt, .pth) or a Python pickle, which can run code when it is opened. Expected: a .keras or"
    " .h5 file written by model.save(). Train such a network with Keras."
)
_SAFETENSORS = N_(
    "This is a safetensors file, which holds weights without layers. Expected: a .keras or .h5 file written by"
    " model.save(). Build the model with Keras, load the weights, and save it."
)
_ONNX = N_(
    "This is an ONNX model. Expected: a .keras or .h5 file. If you trained it with Keras, save the original with"
    " model.save()."
)
_CHECKPOINT = N_(
    "This is a part of a TensorFlow checkpoint, which holds weights only. Expected: a whole model. Load the weights"
    ' into your model, then save it with model.save("model.keras").'
)
_NUMPY = N_(
    "This file holds NumPy arrays, which have no layers. Expected: a whole model. Save it with"
    ' model.save("model.keras").'
)
_DESCRIPTION = N_(
    "This file holds the description of a model without its weights, as model.to_json() writes it. Expected: a whole"
    ' model. Save it with model.save("model.keras").'
)
_NOTEBOOK = N_(
    'This is a notebook: it holds code, not the trained network. Run it, call model.save("model.keras") at its end, and'
    " upload the file that this writes."
)
_JSON = N_("This is a JSON file, not a Keras model. Expected: a .keras or .h5 file written by model.save().")
_LFS = N_(
    "This is only a pointer to a file in Git LFS: a few lines of text. Download the model itself, with the repository's"
    " download button or with git lfs pull."
)
_HTML = N_(
    "This is a web page, not a model: the download probably failed or needs a login. Open the page in a browser, and"
    " download the file itself."
)
_PICTURE = N_("This is a picture. Expected here: a Keras model, a .keras or .h5 file written by model.save().")
_ARCHIVE = N_("This is a compressed archive. Unpack it on your computer, and upload the .keras or .h5 file inside.")
_ENCRYPTED = N_("This zip is encrypted. Unpack it on your computer, and upload the .keras or .h5 file inside.")
_BROKEN_ZIP = N_(
    "This zip or .keras file is incomplete or damaged; the download or upload may have stopped early. Upload it again;"
    " if that does not help, save the model again."
)
_SEVERAL = N_("This zip holds several models. Unpack it on your computer, and upload one of them.")

_OTHER_MEMBERS: tuple[tuple[tuple[str, ...], str], ...] = (  # endings of members, and what a zip with them is
    (("saved_model.pb", "keras_metadata.pb"), _SAVED_MODEL),
    ((".tflite",), _TFLITE),
    (("data.pkl", ".pt", ".pth", ".pkl"), _PYTORCH),
    ((".safetensors",), _SAFETENSORS),
    ((".onnx",), _ONNX),
    ((".npy",), _NUMPY),
    ((".weights.h5", ".ckpt", ".index"), _WEIGHTS_ZIP),
    ((".weights.bin", "model.json", "shard1of1.bin"), _TFJS),
    (("config.json",), _DESCRIPTION),
)
_FIRST_BYTES: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (lambda data: data.startswith(b"version https://git-lfs"), _LFS),
    (lambda data: data[4:8] == b"TFL3", _TFLITE),
    (lambda data: data.startswith(b"\x93NUMPY"), _NUMPY),
    (lambda data: data[:1] == b"\x80" and data[1:2] in {b"\x02", b"\x03", b"\x04", b"\x05"}, _PYTORCH),
    (lambda data: data[8:10] == b'{"' and int.from_bytes(data[:8], "little") < len(data), _SAFETENSORS),
    (lambda data: data.startswith(b"\x08\x01\x12"), _SAVED_MODEL),
    (lambda data: data[:1] == b"\x08" and data[1:2] < b"\x20" and data[2:3] in {b"\x12", b"\x1a", b"\x3a"}, _ONNX),
    (lambda data: data[:1] == b"\n" and b"Placeholder" in data[:10_000], _SAVED_MODEL),  # a graph of TensorFlow 1
    (lambda data: data.endswith(b"\x57\xfb\x80\x8b\x24\x75\x47\xdb"), _CHECKPOINT),
    (lambda data: data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")), _PICTURE),
    (lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", _PICTURE),
    (lambda data: data.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")), _ARCHIVE),
    (lambda data: data[257:262] == b"ustar", _ARCHIVE),
)


class ForeignModelError(DogcatError):
    """A file is not a model for this exercise, or exceeds a limit."""


@dataclass(frozen=True)
class ModelFile:
    """A file that looks like a whole Keras model.

    Attributes:
        ending: ".keras" for a zip as Keras 3 writes it, ".h5" for HDF5.
        data: its content.
        labels: names of the outputs in their order, from the `labels.txt` beside the model; mostly empty.
    """

    ending: str
    data: bytes
    labels: tuple[str, ...] = ()


def read_model_file(data: bytes) -> ModelFile:
    """Return the model in a file.

    Args:
        data: content of the file.

    Raises:
        ForeignModelError: it is something else, incomplete, or too large; the text says what it is and what to do.
    """
    if len(data) > MAX_MODEL_FILE_BYTES:
        raise ForeignModelError(
            _(
                "This file is {size:,.0f} MB; at most {allowed} MB are allowed. Save the model without its optimizer"
                " (include_optimizer=False), or choose a smaller one."
            ).format(size=len(data) / MEGABYTE, allowed=MAX_MODEL_FILE_BYTES // MEGABYTE)
        )
    if data.startswith(_HDF5):
        return ModelFile(".h5", data)
    if data.startswith(b"PK"):
        return _in_zip(data)
    raise ForeignModelError(_(_what_it_is(data)))


def _in_zip(data: bytes) -> ModelFile:
    try:
        with open_zip(io.BytesIO(data), MAX_MEMBERS) as archive:
            return _in_archive(archive, data)
    except LongDirectoryError:
        raise ForeignModelError(_(_UNKNOWN)) from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError):
        raise ForeignModelError(_(_BROKEN_ZIP)) from None
    except RuntimeError:  # as zipfile says that a member needs a password
        raise ForeignModelError(_(_ENCRYPTED)) from None


def _in_archive(archive: zipfile.ZipFile, data: bytes) -> ModelFile:
    names = _names(archive)
    if sorted(names) == sorted(_MEMBERS):
        return ModelFile(".keras", data)
    folders = [name[: -len(_MEMBERS[0])] for name in names if PurePosixPath(name).name == _MEMBERS[0]]
    for folder in folders:  # an unpacked .keras file that was zipped again
        if all(folder + member in names for member in _MEMBERS):
            return ModelFile(".keras", _repacked(archive, folder))
    models = [name for name in names if _is_model(name)]
    if len(models) > 1:
        raise ForeignModelError(_(_SEVERAL))
    if models:
        found = archive.read(models[0])
        if found.startswith(b"PK"):
            return replace(_in_zip_once(found), labels=_labels(archive, names))
        if found.startswith(_HDF5):
            return ModelFile(".h5", found, _labels(archive, names))
        raise ForeignModelError(_(_what_it_is(found)))
    raise ForeignModelError(_(_what_zip_it_is(names)))


def _in_zip_once(data: bytes) -> ModelFile:
    with open_zip(io.BytesIO(data), MAX_MEMBERS) as archive:
        names = _names(archive)
        if sorted(names) != sorted(_MEMBERS):
            raise ForeignModelError(_(_what_zip_it_is(names)))
    return ModelFile(".keras", data)


def _names(archive: zipfile.ZipFile) -> list[str]:
    """The names of the files in a zip that people see. Raises `ForeignModelError` if it unpacks to too much."""
    unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > MAX_MODEL_BYTES:
        raise ForeignModelError(
            _(
                "This file would unpack to {size:,.0f} MB; at most {allowed} MB are allowed. Choose a smaller model."
            ).format(size=unpacked / MEGABYTE, allowed=MAX_MODEL_BYTES // MEGABYTE)
        )
    return [entry.filename for entry in archive.infolist() if not entry.is_dir() and _is_visible(entry.filename)]


def _is_visible(name: str) -> bool:
    return not name.startswith("__MACOSX/") and not PurePosixPath(name).name.startswith(".")


def _is_model(name: str) -> bool:
    name = name.lower()
    return name.endswith((".keras", ".h5", ".hdf5")) and not name.endswith(".weights.h5")


def _repacked(archive: zipfile.ZipFile, folder: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as clean:
        for member in _MEMBERS:
            clean.writestr(member, archive.read(folder + member))
    return packed.getvalue()


def _labels(archive: zipfile.ZipFile, names: list[str]) -> tuple[str, ...]:
    """The lines of Teachable Machine's labels.txt, such as "0 Cat"."""
    name = next((name for name in names if PurePosixPath(name).name == "labels.txt"), None)
    if name is None or archive.getinfo(name).file_size > _MAX_LABELS * 100:
        return ()
    data = archive.read(name)
    text = decode_text(data)
    lines = (data.decode(errors="replace") if text is None else text).splitlines()[:_MAX_LABELS]
    return tuple(line.lstrip("0123456789 ")[:60] or line[:60] for line in lines if line.strip())


def _what_zip_it_is(names: list[str]) -> str:
    for endings, sentence in _OTHER_MEMBERS:
        if any(name.lower().endswith(endings) for name in names):
            return sentence
    return _UNKNOWN


def _what_it_is(data: bytes) -> str:
    if not data:
        return _EMPTY
    for fits, sentence in _FIRST_BYTES:
        if fits(data):
            return sentence
    text = data[:2000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<script")):
        return _HTML
    return _what_json_it_is(data) if text[:1] in (b"{", b"[") else _UNKNOWN


def _what_json_it_is(data: bytes) -> str:
    try:
        found = json.loads(data[:_MAX_JSON_BYTES].decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return _NOTEBOOK if b'"nbformat"' in data else _JSON
    keys = set(found) if isinstance(found, dict) else set()
    if "modelTopology" in keys or "weightsManifest" in keys:
        return _TFJS
    if "nbformat" in keys:
        return _NOTEBOOK
    return _DESCRIPTION if {"class_name", "config"} <= keys else _JSON
