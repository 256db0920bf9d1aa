"""New picture sets for visitors of the pages, as far as the settings and their rights allow."""

from pathlib import Path

from dogcat.common.permission import Visitor
from dogcat.common.sentence import Sentence
from dogcat.common.types import ProgressCallback
from dogcat.pictures.importing.catalogue import CatalogueEntry
from dogcat.pictures.importing.download import download_first
from dogcat.pictures.importing.importer import ImportResult, import_pictures
from dogcat.pictures.importing.sources import Source
from dogcat.pictures.importing.splits import SplitRule
from dogcat.pictures.picture_set import check_new_name
from dogcat.pictures.rights import require_new_set


def import_for(
    asker: Visitor,
    source: Source,
    name: str,
    progress: ProgressCallback,
    source_name: str,
    split_rule: SplitRule,
    seed: int,
) -> ImportResult:
    """Import an upload, or a path of the server, as `import_pictures` does.

    Raises:
        NotAllowedError: the asker may not add a set, or not from a path.
        PictureSetError: as of `import_pictures`.
    """
    require_new_set(asker, names_path=isinstance(source, Path))
    return import_pictures(source, name, progress, source_name, split_rule, seed)


def download_for(
    asker: Visitor, entry: CatalogueEntry, name: str, fetched: ProgressCallback, copied: ProgressCallback
) -> ImportResult:
    """Download an entry of the catalogue and import it.

    Args:
        asker: who asks.
        entry: what to download.
        name: name of the new set.
        fetched: called with (bytes fetched, all bytes).
        copied: called with (files copied, all files).

    Raises:
        NotAllowedError: the asker may not add a set.
        DogcatError: the download failed, or the set cannot be made.
    """
    require_new_set(asker)
    check_new_name(name)
    _entry, archive = download_first([entry], fetched)
    result = import_pictures(archive, name, copied, Sentence(entry.title))
    archive.unlink()  # frees some hundred megabytes
    return result
