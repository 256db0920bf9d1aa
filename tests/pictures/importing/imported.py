"""Counts what an import has copied, for the tests of all its parts."""

from dogcat.pictures.importing.importer import ImportResult


def num_copied(result: ImportResult) -> int:
    """The number of files in the new set's folders of classes."""
    return sum(1 for file in result.pictures.folder.glob("*/*/*") if file.is_file())
