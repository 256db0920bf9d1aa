"""Sources of an import."""

import os
from pathlib import Path

from dogcat.pictures.importing.sources import source_version


def test_the_version_of_a_source_changes_with_it(tmp_path: Path) -> None:
    file = tmp_path / "pets.zip"
    missing = source_version(file)
    file.write_bytes(b"1")
    os.utime(file, (1, 1))
    first = source_version(file)
    assert first == source_version(file) != missing
    os.utime(file, (2, 2))
    assert source_version(file) not in {first, missing}
