"""Which version of a package is installed; TensorFlow comes under several names."""

from importlib.metadata import PackageNotFoundError, version

_OTHER_NAMES = {"tensorflow": ("tensorflow-cpu",)}  # smaller, and without anything for graphics cards: see Dockerfile


def installed_version(name: str) -> str | None:
    """The version of the package of this name, or of one that is taken for it; None when there is none.

    Args:
        name: as requirements.txt has it.
    """
    for one in (name, *_OTHER_NAMES.get(name, ())):
        try:
            return version(one)
        except PackageNotFoundError:
            continue
    return None
