"""Imports pictures from untrusted folders, archives and downloads into picture sets.

`catalogue`: the picture sets that can be downloaded.
`download`: downloads an archive of the catalogue.
`archives`: lists and checks the files of a zip or tar.
`sources`: opens a folder or archive, and archives inside it.
`layouts`: recognises classes and splits from names.
`splits`: makes the splits that a source lacks.
`importer`: plans an import and copies the pictures.
"""
