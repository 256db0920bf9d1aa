"""The attacks of `hostile_learner` that tests make: unit checks, the command line, and pages without a server."""

from typing import NamedTuple


class Tested(NamedTuple):
    """An attack without a server.

    Attributes:
        section: of the table.
        what: what is tried.
        tests: arguments of pytest.
    """

    section: str
    what: str
    tests: tuple[str, ...]


TESTED: dict[str, Tested] = {
    "lambda-layer": Tested(
        "getting in",
        "A model with a Lambda layer, and others that could run code",
        ("tests/explain/worker/test_own_model.py",),
    ),
    "zip-leads-out": Tested(
        "getting in", "A zip of a run with paths, links, devices, bombs", ("tests/export/test_stranger_zip.py",)
    ),
    "archive-leads-out": Tested(
        "getting in",
        "Tars with names that point outside, links, devices",
        ("tests/pictures/importing/test_archives.py",),
    ),
    "stranger-run-zip": Tested(
        "getting in",
        "A run's zip with every file of another form",
        ("tests/export/test_run_check.py", "tests/export/test_events_check.py"),
    ),
    "guest-in-charge": Tested(
        "getting in", "A visitor who forges the address of this computer", ("tests/pages/frame/test_teacher.py",)
    ),
    "token-of-another": Tested(
        "getting in", "The cookie of another browser, guessed or changed", ("tests/pages/state/test_browser.py",)
    ),
    "gate-everywhere": Tested(
        "getting in", "Pages and settings that cannot be read", ("tests/pages/frame/test_gate.py",)
    ),
    "shared-set-change": Tested(
        "out", "Pictures left out and sets changed without permission", ("tests/common/test_permission.py",)
    ),
    "run-of-another": Tested(
        "out", "Stop, withdraw, reorder the training of another", ("tests/runs/scheduling/test_control.py",)
    ),
    "password-guesses": Tested(
        "out",
        "The teacher password, tried without end",
        ("tests/pages/frame/test_limits.py", "tests/common/test_rate_limit.py"),
    ),
    "board-flood": Tested(
        "out", "The board filled with entries; names of others taken", ("tests/lesson/test_board.py",)
    ),
    "hand-in-flood": Tested(
        "out", "Pages handed in without end, too large, of other owners", ("tests/lesson/test_handed_in.py",)
    ),
    "disk-floor": Tested("growing", "Files that would fill the disk", ("tests/common/test_disk_space.py",)),
    "own-model-of-2-gb": Tested("growing", "A small file of a model of 2 GB", ("tests/explain/test_own_model.py",)),
    "zip-of-entries": Tested(
        "growing", "Zips that declare another number of entries than they list", ("tests/common/test_zip_directory.py",)
    ),
    "events-without-end": Tested(
        "growing",
        "Events of 200 MB, of tiny lines",
        ("tests/runs/test_misfits.py::test_many_lines_of_events_take_little_memory",),
    ),
    "markup-in-names": Tested(
        "words",
        "HTML and Markdown in names of runs, sets, files and the board",
        ("tests/browser/test_security.py::test_hostile_words_are_shown_and_do_nothing",),
    ),
    "escape-sequences": Tested(
        "words",
        "Escape sequences, bells and links of a terminal in names",
        ("tests/common/test_shown_text.py", "tests/cli/test_terminal.py"),
    ),
    "notebook-markup": Tested("words", "HTML in the title of a notebook", ("tests/export/test_notebook.py",)),
    "formulas-in-tables": Tested(
        "words",
        "Formulas in the cells of a CSV",
        (
            "tests/common/test_shown_text.py::test_a_formula_gets_an_apostrophe",
            "tests/pages/widgets/test_spreadsheet.py",
        ),
    ),
    "directions-in-notes": Tested(
        "words", "A right-to-left override in names and notes", ("tests/runs/test_annotations.py",)
    ),
    "template-bomb": Tested(
        "words", "A template of a sentence that asks for gigabytes", ("tests/common/test_sentence.py",)
    ),
    "odd-folder-names": Tested(
        "words",
        "Names of a run's folder with escape sequences and line breaks",
        ("tests/runs/test_misfits.py::test_a_folder_of_an_odd_name_is_not_listed_and_named",),
    ),
    "created": Tested(
        "folders", "`created` as text, 1e300, nan, negative, a list", ("tests/runs/test_misfits.py", "-k", "created")
    ),
    "history": Tested(
        "folders",
        "A history of zeros, words, formulas, a million lines, 10 GB",
        ("tests/runs/test_misfits.py", "-k", "history"),
    ),
    "evaluation": Tested(
        "folders", "An evaluation of other types, too deep", ("tests/runs/test_misfits.py", "-k", "evaluation")
    ),
    "events": Tested(
        "folders",
        "Events with lines of 50 MB, of other types, of 200 MB",
        ("tests/runs/test_misfits.py", "-k", "events"),
    ),
    "links": Tested(
        "folders",
        "Models, histories and events that are links to a secret file",
        ("tests/runs/test_misfits.py", "-k", "link"),
    ),
    "pipes": Tested(
        "folders", "Pipes and devices in the place of files", ("tests/runs/test_misfits.py", "-k", "pipe or device")
    ),
    "request": Tested(
        "folders",
        "A request and a recipe of other types",
        ("tests/runs/test_misfits.py", "-k", "request or recipe or pictures"),
    ),
    "set-files": Tested(
        "folders", "Links, pipes and folders among the pictures of a set", ("tests/pictures/test_odd_files.py",)
    ),
    "catalogue": Tested("folders", "A catalogue of another form", ("tests/pictures/importing/test_catalogue.py",)),
    "trash": Tested("folders", "Broken links among deleted runs", ("tests/runs/test_trash.py",)),
    "write-through-link": Tested(
        "folders",
        "A training that would write through a link",
        ("tests/runs/test_misfits.py::test_a_training_does_not_write_through_a_link",),
    ),
    "odd-pictures": Tested(
        "folders",
        "Pictures that are none, or of which a part is missing",
        ("tests/pages/try_picture/test_odd_files.py",),
    ),
}
