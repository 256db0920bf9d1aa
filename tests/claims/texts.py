"""The sentences that learners and teachers read, in English: lesson, glossary, sources, README, guide, Home, quiz."""

import re
from collections.abc import Iterable, Iterator

from babel.messages.extract import extract_from_file

from dogcat.common.language import ENGLISH, LESSONS_DIR
from dogcat.common.storage import CODE_DIR
from tests.catalogue import KEYWORDS

# A sentence ends with a stop and space; not after an initial, "vs.", or the number of a step.
_END = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\bvs\.)(?<!^\d\.)\s+|(?<=[.?!]”)\s+(?=[A-Z“])")
_MADE = re.compile(r"<!-- made by .*?<!-- end -->", re.DOTALL)  # held by `tests/test_docs.py`
_RESULTS = re.compile(r"^## What normal results look like\n(.*?)^## Common", re.MULTILINE | re.DOTALL)
_COMMANDS = re.compile(r"^## For teachers\n.*?(?=^## Sources)", re.MULTILINE | re.DOTALL)
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_CODE = {
    "Home": sorted((CODE_DIR / "pages" / "screens" / "home").glob("*.py")),
    "quiz": [CODE_DIR / "dogcat" / "lesson" / f"{name}.py" for name in ("quiz", "quiz_question")],
}


def sentences() -> dict[str, list[str]]:
    """Return the sentences of each text by its name, each sentence once. The fields in braces stay as they are.

    Of the guide these are the parts on results, and of README all but the parts on commands and on the code.

    An option of a question keeps its mark, so that it counts as a new sentence when the right answer changes.
    """
    files = sorted((LESSONS_DIR / ENGLISH).glob("*.md"))
    found = {file.name: _of_lines(file.read_text(encoding="utf-8")) for file in files}
    readme = _COMMANDS.sub("", (CODE_DIR / "README.md").read_text(encoding="utf-8"))
    found["README.md"] = _of_markdown(readme)
    guide = _MADE.sub("", (CODE_DIR / "docs" / "teachers-guide.md").read_text(encoding="utf-8"))
    found["teachers-guide.md"] = [part for section in _RESULTS.findall(guide) for part in _of_markdown(section)]
    for name, files in _CODE.items():
        found[name] = [part for file in files for text in _marked(file) for part in split(text)]
    return {name: list(dict.fromkeys(parts)) for name, parts in found.items()}


def split(text: str) -> list[str]:
    """Return the sentences of a paragraph."""
    return [part.strip() for part in _END.split(text) if part.strip()]


def _of_lines(text: str) -> list[str]:
    """Return the sentences of a text of the lesson, in which each line is a paragraph, an option or a task."""
    lines = [line.strip() for line in text.splitlines()]
    kept = [re.sub(r"^# |^\d\. |^- (?=\[)", "", line) for line in lines if line and line[:2] not in ("##", "→ ")]
    return list(_parts(kept))


def _parts(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if line.startswith(("[", "- **")) and not line.startswith("[["):  # an option; a source
            yield line
        elif " | " in line:  # a task: its name, its label, what to do
            yield from split(line.split(" | ", 2)[2])
        else:
            yield from split(line)


def _of_markdown(text: str) -> list[str]:
    """Return the sentences of a Markdown file with wrapped lines and tables, without its code and headings."""
    blocks = re.split(r"\n\n|\n(?=[|-])", _FENCE.sub("", text))
    cells = [cell for block in blocks for cell in (block.split("|") if block.startswith("|") else [block])]
    joined = [re.sub(r"\s+", " ", cell).strip(" -\n") for cell in cells]
    return [part for cell in joined if cell and not cell.startswith("#") for part in split(cell)]


def _marked(file: object) -> list[str]:
    """Return the texts of a module that are shown to visitors."""
    found = extract_from_file("python", file, keywords=KEYWORDS)
    return [form for _line, message, *_rest in found for form in ([message] if isinstance(message, str) else message)]
