"""What people type: a path with quotes around it or as a `file://` address, and a word in one of its forms."""

import os
import unicodedata
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "「": "」"}


def typed_path(text: str) -> Path:
    """Return the path that a typed or pasted text names.

    Windows' “Copy as path” puts quotes around a path, a file manager copies an address such as `file:///home/me/a%20b`,
    and a shell does not expand `~` inside quotes. A file whose name really is the text comes first.

    Args:
        text: path or `file://` address, with or without quotes around it.
    """
    if os.path.lexists(text):
        return Path(text)
    text = text.strip()
    if len(text) > 2 and _QUOTES.get(text[0]) == text[-1]:
        text = text[1:-1].strip()
    if text[:7].lower() == "file://":
        address = urlsplit(text.replace("#", "%23").replace("?", "%3F"))  # both are allowed in a file's name
        server = "" if address.netloc.lower() == "localhost" else address.netloc
        text = url2pathname(f"//{server}{address.path}" if server else address.path)
    try:
        return Path(text).expanduser()
    except RuntimeError:  # the home folder of a user who does not exist
        return Path(text)


def typed_word(text: str) -> str:
    """Return a word without spaces around it, in the one form in which it can be compared.

    Keyboards write 한 in one or three characters, and letters in two widths.
    """
    return unicodedata.normalize("NFKC", text).strip()
