"""The commands about picture sets: import, download, draw, list, check, fix, rename and delete."""

import json
from pathlib import Path
from typing import Annotated

import typer

from dogcat.cli.arguments import OutFile
from dogcat.cli.terminal import announce, give, say, show, show_bytes, show_count
from dogcat.common.errors import DogcatError
from dogcat.common.permission import COMMAND_LINE
from dogcat.common.typed_path import typed_path
from dogcat.common.units import size_words
from dogcat.pictures.importing.catalogue import catalogue, find_entry
from dogcat.pictures.importing.download import download_first
from dogcat.pictures.importing.importer import ImportPlan, import_pictures
from dogcat.pictures.importing.splits import SplitRule
from dogcat.pictures.picture_set import (
    PictureSet,
    check_new_name,
    delete_picture_set,
    list_picture_sets,
    rename_picture_set,
)
from dogcat.pictures.quality.check import check_picture_set, mendable_finding, report_as_dict
from dogcat.pictures.quality.exclusions import apply_mend, mends, undo_mend
from dogcat.pictures.quality.findings import Finding, num_pictures
from dogcat.pictures.synthetic.dataset import draw_picture_set, open_or_draw

_EXAMPLES = 5  # groups that `check` prints of each finding, and pictures of each group

pictures_app = typer.Typer(no_args_is_help=True, help="Picture sets: import, download, draw, check, fix, ...")

PicturesName = Annotated[str, typer.Argument(help="Name of a picture set.")]


@pictures_app.command("import")
def import_command(
    path: Annotated[
        Path,
        typer.Argument(metavar="PATH", parser=typed_path, help="A folder, or a zip or tar file, with cats and dogs."),
    ],
    name: Annotated[str, typer.Option(help="Name of the new picture set.")],
    split_rule: Annotated[SplitRule, typer.Option(help="How to make splits that are missing.")] = "number",
    seed: Annotated[int, typer.Option(min=0, help="For the rule 'seed': the same seed gives the same splits.")] = 1,
) -> None:
    """Copy the pictures of a folder, zip or tar to a new picture set."""
    result = import_pictures(path, name, show_count, split_rule=split_rule, seed=seed, announce=_say_plan)
    for line in result.skipped:
        say(line)
    _print_counts(result.pictures)


@pictures_app.command("download")
def download_command(
    entry_id: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="Entry of the catalogue; without it, the first that is available."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name of the new picture set.")] = None,
    show_list: Annotated[bool, typer.Option("--list", help="Print the catalogue instead: id, size, licence.")] = False,
) -> None:
    """Download photos and import them. DOGCAT_CATALOGUE can name a catalogue of your own."""
    if show_list:
        for entry in catalogue():
            size = size_words(entry.num_bytes) if entry.num_bytes else "size unknown"
            show(f"{entry.id:<20} {size:>12}  {entry.title}; licence: {entry.licence}")
        return
    if name is None:
        raise DogcatError("The new picture set needs a name: add --name NAME. To see the catalogue, use --list.")
    check_new_name(name)
    entry, archive = download_first([find_entry(entry_id)] if entry_id else catalogue(), show_bytes, announce)
    say(f"{entry.title}. Licence: {entry.licence}. {entry.permits}")
    try:
        result = import_pictures(archive, name, show_count, source_name=entry.title)
    except DogcatError:
        say(f"The download is kept for another attempt: {archive}. Delete it if you do not need it.")
        raise
    archive.unlink()
    for line in result.skipped:
        say(line)
    _print_counts(result.pictures)
    say("The downloaded file was deleted after the import.")


@pictures_app.command("draw")
def draw_command(
    name: Annotated[str, typer.Option(help="Name of the new picture set.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same pictures.")] = 1,
    variant: Annotated[
        str, typer.Option(help="plain, or shortcut: the surroundings give the class away, but not in the test split.")
    ] = "plain",
) -> None:
    """Draw 4,000 cats and dogs: a set to practise with that needs no download."""
    _print_counts(draw_picture_set(name, seed, show_count, variant))


@pictures_app.command("list")
def list_pictures_command() -> None:
    """List the picture sets with their counts."""
    for pictures in list_picture_sets():
        _print_counts(pictures)


@pictures_app.command("check")
def check_command(
    name: PicturesName,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole report as JSON.")] = False,
    out: OutFile = None,
) -> None:
    """Look for what spoils a training: broken files, copies, wrong labels, shortcuts. Changes nothing.

    With --out, the report is JSON.
    """
    pictures = open_or_draw(name, show_count)
    report = check_picture_set(pictures, show_count)
    if as_json or out:
        give(json.dumps(report_as_dict(report), ensure_ascii=False, indent=2) + "\n", out)
        return
    _print_counts(pictures)
    for finding in report.findings:
        _print_finding(finding, name)
    for mend in mends(pictures):
        left_out = num_pictures(len(mend.names))
        show(f"\nleft out: {left_out} ({mend.title}); to undo: pictures fix {name} --undo {mend.id}")
    num_broken = sum(len(finding.groups) for finding in report.findings if finding.kind == "unreadable")
    show(f"\n{name}: {num_broken} of {report.num_pictures} pictures cannot be used")


@pictures_app.command("fix")
@pictures_app.command("mend", hidden=True)  # the name that earlier versions used
def fix_command(
    name: PicturesName,
    kind: Annotated[str, typer.Argument(metavar="[KIND|ID]", help="What to fix, as 'pictures check' says.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Undo the fix ID, or the last one.")] = False,
) -> None:
    """Leave out the pictures that a finding of the check concerns. Nothing is deleted, and --undo restores them."""
    pictures = open_or_draw(name, show_count)
    if undo:
        show(f"in use again: {num_pictures(len(undo_mend(pictures, COMMAND_LINE, kind or None).names))}")
    else:
        finding = mendable_finding(check_picture_set(pictures, show_count), kind)
        mend = apply_mend(pictures, finding.kind, finding.title, finding.mend, COMMAND_LINE)
        show(f"left out: {num_pictures(len(mend.names))}; to undo: pictures fix {name} --undo {mend.id}")
    _print_counts(pictures)


@pictures_app.command("rename")
def rename_command(name: PicturesName, new_name: Annotated[str, typer.Argument(help="The new name.")]) -> None:
    """Give a picture set another name. Runs that were trained on it keep the old name in their notes."""
    _print_counts(rename_picture_set(name, new_name, COMMAND_LINE))


@pictures_app.command("delete")
def delete_pictures_command(name: PicturesName) -> None:
    """Delete a picture set: the imported copies, never the files they came from."""
    delete_picture_set(name, COMMAND_LINE)


def _print_finding(finding: Finding, name: str) -> None:
    show(f"\n{finding.severity}: {finding.title}\n{finding.effect}")
    for group, detail in list(zip(finding.groups, finding.details, strict=True))[:_EXAMPLES]:
        if len(group) == 1:
            show(f"  {group[0]}: {detail}")
        else:
            more = [f"and {len(group) - _EXAMPLES:,} more"] if len(group) > _EXAMPLES else []
            show("  " + ": ".join(filter(None, (detail, ", ".join(group[:_EXAMPLES] + more)))))
    if len(finding.groups) > _EXAMPLES:
        show(f"  ... {len(finding.groups) - _EXAMPLES:,} more; --json lists all")
    if finding.mend:
        show(f"  fix: pictures fix {name} {finding.kind} ({finding.mend_words})")


def _say_plan(plan: ImportPlan) -> None:
    for line in (plan.layout, plan.splits, plan.missing, _counts_line(plan.counts)):
        if line:
            say(line)


def _print_counts(pictures: PictureSet) -> None:
    show(f"{pictures.title}: {_counts_line(pictures.counts())}")


def _counts_line(counts: dict[str, dict[str, int]]) -> str:
    return ", ".join(f"{split} {row['cat']} cats {row['dog']} dogs" for split, row in counts.items())
