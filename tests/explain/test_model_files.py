"""What a file is told to be, by its content alone."""

import io
import json
import tarfile
import zipfile
from collections.abc import Mapping

import numpy as np
import pytest

from dogcat.explain import model_files
from dogcat.explain.model_files import ForeignModelError, read_model_file
from tests.hostile import picture

H5 = b"\x89HDF\r\n\x1a\n" + bytes(100)
MODEL = {"config.json": b"{}", "metadata.json": b"{}", "model.weights.h5": H5}


def zipped(members: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def numpy_bytes() -> bytes:
    packed = io.BytesIO()
    np.save(packed, np.zeros(3))
    return packed.getvalue()


def tarred() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("saved_model.pb"))
    return packed.getvalue()


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("config.json", "{}")
        archive.writestr("metadata.json", "{}")
        with archive.open("model.weights.h5", "w") as zeros:
            for _ in range(40):
                zeros.write(bytes(8 * 10**6))
    return packed.getvalue()


def encrypted() -> bytes:
    """As a zip program marks it: bit 0 of the flags, in the entry and in the directory."""
    data = bytearray(zipped({"keras_model.h5": H5}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "ending", "content"),
    [
        (H5, ".h5", H5),
        (zipped({"keras_model.h5": H5, "labels.txt": b"0 Cat\n1 Dog\n"}), ".h5", H5),
        (zipped({"converted/MODEL.HDF5": H5, "__MACOSX/._MODEL.HDF5": b"x", ".DS_Store": b"x"}), ".h5", H5),
        (zipped(MODEL), ".keras", zipped(MODEL)),
        (zipped(MODEL | {"assets/notes.txt": b"x"}), ".keras", None),
        (zipped({f"cats/{name}": content for name, content in MODEL.items()}), ".keras", None),
        (zipped({"my.keras": zipped(MODEL)}), ".keras", zipped(MODEL)),
        (zipped({"named.h5": zipped(MODEL)}), ".keras", zipped(MODEL)),
    ],
    ids=["h5", "teachable machine", "hdf5 by a Mac", "keras", "assets", "folder", "keras in zip", "swapped in zip"],
)
def test_a_model_is_found_by_content(data: bytes, ending: str, content: bytes | None) -> None:
    found = read_model_file(data)
    assert found.ending == ending
    if content is None:
        with zipfile.ZipFile(io.BytesIO(found.data)) as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == MODEL
    else:
        assert found.data == content


def test_the_labels_of_teachable_machine_are_read() -> None:
    labels = "\ufeff0 고양이\n1 Class 2\n\n2 \n".encode()
    assert read_model_file(zipped({"keras_model.h5": H5, "labels.txt": labels})).labels == ("고양이", "Class 2", "2 ")
    assert read_model_file(zipped({"keras_model.h5": H5, "labels.txt": b"x" * 10**6})).labels == ()
    assert read_model_file(H5).labels == ()


@pytest.mark.parametrize("encoding", ["cp949", "utf-16"])
def test_labels_that_windows_saved_are_read_also_beside_a_keras_file(encoding: str) -> None:
    packed = zipped({"model.keras": zipped(MODEL), "labels.txt": "0 고양이\n1 강아지\n".encode(encoding)})
    assert read_model_file(packed).labels == ("고양이", "강아지")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "file is empty"),
        (b"some text", "not a Keras model"),
        (zipped({"notes.txt": b"x"}), "not a Keras model"),
        (zipped({"model.weights.h5": H5}), "weights only"),
        (zipped({"config.json": b"{}", "metadata.json": b"{}"}), "without its weights"),
        (zipped({"saved_model/saved_model.pb": b"", "saved_model/variables/variables.index": b""}), "SavedModel"),
        (b"\x08\x01\x12\x90\x01", "SavedModel"),
        (b"\n#\n\x05input\x12\x0bPlaceholder", "SavedModel"),
        (b"\x1c\x00\x00\x00TFL3\x14\x00", "TensorFlow Lite"),
        (zipped({"model_unquant.tflite": b"", "labels.txt": b"0 a"}), "TensorFlow Lite"),
        (zipped({"model.json": b"{}", "weights.bin": b"", "metadata.json": b"{}"}), r"TensorFlow\.js"),
        (b'{"modelTopology": {}, "weightsManifest": []}', r"TensorFlow\.js"),
        (zipped({"archive/data.pkl": b"", "archive/data/0": b"", "archive/version": b"3"}), "PyTorch"),
        (b"\x80\x02}q\x00.", "pickle"),
        ((2).to_bytes(8, "little") + b'{"a": 1}', "safetensors"),
        (b"\x08\x08\x12\x07pytorch\x1a\x05", "ONNX"),
        (b"\x00" * 40 + b"\x57\xfb\x80\x8b\x24\x75\x47\xdb", "checkpoint"),
        (numpy_bytes(), "NumPy"),
        (zipped({"arr_0.npy": numpy_bytes()}), "NumPy"),
        (b'{"class_name": "Sequential", "config": {}}', r"to_json\(\)"),
        (b'\xef\xbb\xbf{"cells": [], "nbformat": 4}', "notebook"),
        (b'{"error": "not found"}', "JSON file"),
        (b"[" * 100_000, "JSON file"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "Git LFS"),
        (b"\n <!DOCTYPE html><html>Sign in</html>", "web page"),
        (picture(1, 2), "a picture"),
        (b"\x1f\x8b\x08\x00", "compressed archive"),
        (tarred(), "compressed archive"),
        (b"Rar!\x1a\x07", "compressed archive"),
        (encrypted(), "encrypted"),
        (zipped(MODEL)[:-40], "incomplete or damaged"),
        (zipped({"one.h5": H5, "two.keras": b"PK"}), "several models"),
        (zipped({"inner.keras": zipped({"inner.keras": zipped(MODEL)})}), "not a Keras model"),
        (zipped({"page.h5": b"<html>"}), "web page"),
        (zipped({"inner.keras": b"PK\x03\x04"}), "incomplete or damaged"),
        (zipped({f"{number}/": b"" for number in range(1001)}), "not a Keras model"),
        (bomb(), "would unpack to 320 MB; at most 300 MB"),
        (zipped({"in.keras": bomb()}), "would unpack to 320 MB; at most 300 MB"),
    ],
)
def test_every_other_kind_has_its_sentence(data: bytes, words: str) -> None:
    with pytest.raises(ForeignModelError, match=words) as caught:
        read_model_file(data)
    assert len([sentence for sentence in str(caught.value).split(". ") if sentence]) >= 2


def test_a_large_file_is_refused_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_files, "MAX_MODEL_FILE_BYTES", 10**6)
    with pytest.raises(ForeignModelError, match="is 2 MB; at most 1 MB are allowed"):
        read_model_file(bytes(2 * 10**6))


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\x80", b"\x08", b"{", json.dumps({"a": 1}).encode(), b"\n"])
def test_short_and_broken_files_are_refused_too(start: bytes) -> None:
    for length in range(1, len(start) + 1):
        with pytest.raises(ForeignModelError):
            read_model_file(start[:length])
