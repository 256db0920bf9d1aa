"""A small drawn picture set for the tests of checks to damage."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from dogcat.pictures.picture_set import CLASS_FOLDERS, PictureSet
from dogcat.pictures.synthetic.picture import draw_picture
from tests.pictures.quality.drawn_set import NUM_PER_CLASS


@pytest.fixture(scope="session")
def drawn_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """72 drawn pictures, whose only fault is that they are few."""
    folder = tmp_path_factory.mktemp("drawn")
    for number_of_split, (split, count) in enumerate(NUM_PER_CLASS.items()):
        for class_folder, label in CLASS_FOLDERS.items():
            (folder / split / class_folder).mkdir(parents=True)
            for number in range(count):
                picture = draw_picture(label, np.random.default_rng((5, number_of_split, label, number)))
                picture.save(folder / split / class_folder / f"{class_folder[:-1]}.{number}.jpg", quality=90)
    return folder


@pytest.fixture
def drawn(home: Path, drawn_folder: Path) -> PictureSet:
    """A set of those pictures, for a test to damage."""
    folder = home / "pictures" / "drawn"
    shutil.copytree(drawn_folder, folder)
    return PictureSet("drawn", folder)
