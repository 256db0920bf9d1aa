"""Imports pictures from untrusted folders, archives and downloads into picture sets.

`catalogue`: the picture sets that can be downloaded.
`download`: downloads an archive of the catalogue.
`archive_kinds`: what an archive is by its first bytes, and what to do with one that cannot be opened.
`zip_names`, `xz`: names of zips of Korean and Japanese Windows, and xz with a limit of memory.
`archives`: lists and checks the files of a zip or tar.
`several_files`: the parts of a split archive, or several uploads, as one source.
`sources`: opens a folder or archive, and archives inside it.
`names`: what the name of a folder or archive says: a class, a split, a part of a download.
`paths`: reads class and split of a picture from its path.
`chosen_files`: chooses the files to import by their first bytes, and says why others are left out.
`layouts`: recognises the layout of a source from all its paths.
`splits`: makes the splits that a source lacks.
`importer`: plans an import and copies the pictures.
`for_visitors`: imports and downloads as far as a visitor may.
"""
