"""The structure of the code as its imports tell it; `python -m tests.structure` draws it.

The tests of the architecture use the same functions, so that the drawing and the rules never disagree.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from dogcat.common.storage import CODE_DIR

# Each package may import only packages to the left of it.
PACKAGES = (
    "common",
    "recipe",
    "pictures",
    "augmentation",
    "runs",
    "analysis",
    "training",
    "explain",
    "lesson",
    "charts",
    "export",
    "helpers",
    "cli",
)
PAGE_PACKAGES = ("state", "widgets", "frame", "screens")  # the same for pages/
ROOTS = ("dogcat", "pages")


def modules_of(root: str) -> dict[str, Path]:
    """The files below a folder of the checkout by their full module names, without the `__init__` of packages."""
    files = sorted((CODE_DIR / root).rglob("*.py"))
    return {
        file.relative_to(CODE_DIR).with_suffix("").as_posix().replace("/", "."): file
        for file in files
        if file.stem != "__init__"
    }


def imports_of(file: Path) -> set[str]:
    """Full names of all that a file imports, at its top or inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            source = ".".join(filter(None, ("." * node.level, node.module)))
            names |= {source, *(f"{source}.{alias.name}" for alias in node.names)}
    return names


def arrows() -> dict[str, set[str]]:
    """The modules that each module of the app imports."""
    modules = {name: file for root in ROOTS for name, file in modules_of(root).items()}
    return {name: imports_of(file) & modules.keys() for name, file in modules.items()}


def package_of(module: str) -> str:
    """The package of a module: `dogcat.runs.scheduling.queue` is of `dogcat.runs`."""
    return ".".join(module.split(".")[:2])


def package_arrows(module_arrows: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """The packages that each package imports, without itself."""
    found: dict[str, set[str]] = defaultdict(set)
    for module, imported in module_arrows.items():
        found[package_of(module)] |= {package_of(name) for name in imported} - {package_of(module)}
    return dict(found)


def circles(module_arrows: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Modules that import each other in a circle, each circle once as the way around."""
    found: list[list[str]] = []
    done: set[str] = set()

    def walk(module: str, way: list[str]) -> None:
        if module in way:
            found.append([*way[way.index(module) :], module])
        elif module not in done:
            for name in sorted(module_arrows.get(module, ())):
                walk(name, [*way, module])
            done.add(module)

    for module in sorted(module_arrows):
        walk(module, [])
    return found


def count_lines(file: Path) -> int:
    """The lines of a file, empty ones included."""
    return len(file.read_text(encoding="utf-8").splitlines())


def draw() -> str:
    """The folders with their numbers of modules and lines, then the arrows between packages."""
    lines = ["folder                              modules  lines  longest"]
    folders: dict[str, list[Path]] = defaultdict(list)
    for root in (*ROOTS, "tests"):
        for file in modules_of(root).values():
            folders[file.parent.relative_to(CODE_DIR).as_posix()].append(file)
    for folder, files in sorted(folders.items()):
        counts = [count_lines(file) for file in files]
        lines.append(f"{folder:<36}{len(files):>7}{sum(counts):>7}{max(counts):>9}")
    lines += ["", "package imports"]
    order = [f"dogcat.{name}" for name in PACKAGES] + [f"pages.{name}" for name in PAGE_PACKAGES]
    found = package_arrows(arrows())
    lines += [f"{name:<20}-> {', '.join(one for one in order if one in found.get(name, ()))}" for name in order]
    return "\n".join(lines)


if __name__ == "__main__":
    print(draw())
