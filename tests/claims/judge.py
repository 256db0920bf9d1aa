"""Brings `judged.tsv` in step with the texts: `python -m tests.claims.judge`.

Rows of sentences that are gone are left out. A new sentence gets `?`, and behind it what the most similar sentence that
is gone was judged as. Read it, judge it, and delete the `?`; a test fails until none is left.
"""

from difflib import get_close_matches
from pathlib import Path

from dogcat.common.storage import write_text
from tests.claims.texts import sentences

JUDGED = Path(__file__).parent / "judged.tsv"
HEAD = "text\tjudgement\tsentence\n"
Judged = dict[tuple[str, str], str]


def read() -> Judged:
    """Return the judgement of each sentence, by text and sentence."""
    rows = [line.split("\t") for line in JUDGED.read_text(encoding="utf-8").splitlines()[1:]]
    return {(text, sentence): words for text, words, sentence in rows}


def in_step(judged: Judged, said: dict[str, list[str]]) -> Judged:
    """Return the rows that the texts of now need; new sentences are marked."""
    rows = {}
    for text, parts in said.items():
        gone = [sentence for name, sentence in judged if name == text and sentence not in parts]
        for sentence in parts:
            near = get_close_matches(sentence, gone, n=1)
            hint = f"? {judged[text, near[0]]}" if near else "?"
            rows[text, sentence] = judged.get((text, sentence), hint)
    return rows


def main() -> None:
    """Writes the table."""
    rows = in_step(read(), sentences())
    lines = [f"{text}\t{words}\t{sentence}\n" for (text, sentence), words in rows.items()]
    write_text(JUDGED, HEAD + "".join(lines))
    print(f"{len(rows)} sentences, {sum(words.startswith('?') for words in rows.values())} to be judged")


if __name__ == "__main__":
    main()
