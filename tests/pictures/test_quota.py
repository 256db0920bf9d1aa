"""All picture sets together have a limit."""

from pathlib import Path

import pytest

from dogcat.common.permission import COMMAND_LINE
from dogcat.pictures import quota
from dogcat.pictures.importing.importer import import_pictures
from dogcat.pictures.picture_set import PictureSet, PictureSetError, list_picture_sets
from dogcat.pictures.synthetic.dataset import start_drawing


def test_what_exceeds_the_quota_is_refused(home: Path, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOGCAT_MAX_PICTURE_GIGABYTES", "3")
    assert quota.quota_bytes() == 3 * 10**9
    monkeypatch.setattr(quota, "quota_bytes", lambda: 100_000_000)
    import_pictures(tiny_set.folder, "fits")
    with (tiny_set.folder / "train" / "cats" / ".large").open("wb") as file:
        file.truncate(99_990_000)
    for more in (lambda: import_pictures(tiny_set.folder, "again"), lambda: start_drawing(COMMAND_LINE, "more")):
        with pytest.raises(PictureSetError, match=r"may take 100 MB.*raise max_picture_gigabytes"):
            more()
    assert [known.name for known in list_picture_sets()] == ["fits", "tiny"]
