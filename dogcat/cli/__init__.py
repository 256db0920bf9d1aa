"""The command line, `python -m dogcat`."""
