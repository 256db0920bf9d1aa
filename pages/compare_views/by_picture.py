"""Picture by picture: which pictures one network gets right and the other wrong, and what both said of them."""

from collections.abc import Mapping

import streamlit as st

from dogcat.comparison import Paired, Said, compare_pairs, on_the_same_pictures
from dogcat.language import N_, _
from dogcat.pictures import Picture, PictureSet
from dogcat.runs import Run
from pages.compare_views.subject import comparable_runs, first_pair
from pages.compare_views.sureness import show_sureness
from pages.shared.literal import literal
from pages.shared.resources import large_picture
from pages.shared.runs import describe_run
from pages.shared.sets import offered_sets
from pages.shared.state import bind, session
from pages.shared.thumbnails import picture_words, show_thumbnails

MOST_SHOWN = 24  # pictures of a gallery
CELLS = {
    "only_second": N_("only the second"),
    "only_first": N_("only the first"),
    "both_wrong": N_("neither"),
    "both_right": N_("both"),
}


def show_by_picture() -> None:
    """The whole view."""
    runs = {name: run for name, run in comparable_runs().items() if has_spoken(run)}
    if len(runs) < 2:
        st.info(_("This takes two runs that have ended. Train two on the Train page."), icon=":material/image_search:")
        return
    first, second = choose_pair(runs)
    said = on_the_same_pictures(first, second)
    if first.id == second.id or said is None:
        st.info(
            _("Choose two different runs that were validated on the same pictures."), icon=":material/compare_arrows:"
        )
        return
    paired = compare_pairs(*said)
    table, gallery = st.columns([2, 3], gap="large")
    with table:
        show_table(paired)
        show_confusion(first, second)
    with gallery:
        show_cell(paired, said, find_set(first, said[0]))
    show_sureness(first, second, said)


def has_spoken(run: Run) -> bool:
    """Whether the run has ended with a network that gives numbers."""
    found = run.evaluation("validation")
    return bool(found) and any(p_dog is not None for p_dog in found["p_dog"].values())


def choose_pair(runs: dict[str, Run]) -> tuple[Run, Run]:
    """The two runs, at first those of the exercise."""
    names = first_pair(runs)
    for field, default in zip(("pair_first", "pair_second"), names, strict=True):
        if getattr(session(), field) not in runs:
            setattr(session(), field, default)
    for column, field, words in zip(
        st.columns(2), ("pair_first", "pair_second"), (_("First"), _("Second")), strict=True
    ):
        column.selectbox(words, list(runs), format_func=lambda name: describe_run(runs[name]), **bind(field))
    return runs[session().pair_first or ""], runs[session().pair_second or ""]


def show_table(paired: Paired) -> None:
    """The table of right and wrong, and what it says."""
    st.markdown(
        _(
            "**{num:,} validation pictures**\n\n"
            "| | second right | second wrong |\n|---|---:|---:|\n"
            "| **first right** | {both_right:,} | {only_first:,} |\n"
            "| **first wrong** | {only_second:,} | {both_wrong:,} |"
        ).format(
            num=paired.n,
            both_right=len(paired.both_right),
            only_first=len(paired.only_first),
            only_second=len(paired.only_second),
            both_wrong=len(paired.both_wrong),
        )
    )
    low, high = (100 * end for end in paired.interval)
    apart = len(paired.only_first) + len(paired.only_second)
    st.markdown(
        _(
            "The second gets **{difference:+.1f} points** more right (95% interval {low:+.1f} to {high:+.1f}). They"
            " disagree on {apart:,} pictures. If both were equally good, so uneven a split of these would come up with"
            " a probability of {probability} (McNemar's exact test): {verdict}."
        ).format(
            difference=100 * paired.difference,
            low=low,
            high=high,
            apart=apart,
            probability=_("less than 1 in 10,000") if paired.p < 1e-4 else f"{paired.p:.2g}",
            verdict=_("hardly chance") if paired.p < 0.05 else _("it may well be chance"),
        )
    )


def show_confusion(first: Run, second: Run) -> None:
    """What each said of cats and of dogs."""
    for words, run in ((_("First"), first), (_("Second"), second)):
        counts = run.evaluation("validation")["confusion"]
        st.markdown(
            _(
                "| {network} | says cat | says dog |\n|---|---:|---:|\n"
                "| **is a cat** | {cats_right:,} | {cats_wrong:,} |\n"
                "| **is a dog** | {dogs_wrong:,} | {dogs_right:,} |"
            ).format(
                network=words,
                cats_right=counts["cat"]["cat"],
                cats_wrong=counts["cat"]["dog"],
                dogs_wrong=counts["dog"]["cat"],
                dogs_right=counts["dog"]["dog"],
            )
        )


def show_cell(paired: Paired, said: tuple[Said, Said], pictures: PictureSet | None) -> None:
    """The pictures of one of the four cells, the surest mistakes first; where both are right, the least sure."""
    st.segmented_control(
        _("Who is right?"), list(CELLS), required=True, **bind("cell"),
        format_func=lambda cell: f"{_(CELLS[cell])} ({len(getattr(paired, cell)):,})",
    )  # fmt: skip
    names: tuple[str, ...] = getattr(paired, session().cell)
    if not names:
        st.caption(_("There is no such picture."))
        return
    if pictures is None:
        st.caption(
            _(
                "These pictures are not on this computer, so here are their names and what both networks said. Import"
                " the photos on the Pictures page to see them."
            )
        )
        columns = (_("First says dog"), _("Second says dog"))
        st.dataframe(
            [{_("Picture"): name, columns[0]: said[0][name], columns[1]: said[1][name]} for name in names],
            hide_index=True,
            alt=_("What both networks say of each picture"),
            column_config={
                column: st.column_config.ProgressColumn(column, format="percent", min_value=0, max_value=1)
                for column in columns
            },
        )
        return
    by_name = {picture.name: picture for picture in pictures.all_pictures("validation")}
    shown = [by_name[name] for name in names[:MOST_SHOWN]]
    captions = [
        _("dog: {first} → {second}").format(first=in_percent(said[0][one.name]), second=in_percent(said[1][one.name]))
        for one in shown
    ]
    description = _("Right is: {cell}").format(cell=_(CELLS[session().cell]))
    asked = show_thumbnails(shown, f"cell-{session().cell}", description, captions)
    order = _("the least sure first") if session().cell == "both_right" else _("the surest mistakes first")
    sentence = (
        _(
            "From the set “{title}”, {order}, {most} of {num:,}. Below each: how sure the first and then the second"
            " network is that it is a dog."
        )
        if len(names) > MOST_SHOWN
        else _(
            "From the set “{title}”, {order}. Below each: how sure the first and then the second network is that it is"
            " a dog."
        )
    )
    st.caption(sentence.format(title=literal(pictures.title), order=order, most=MOST_SHOWN, num=len(names)))
    if asked.opened in by_name:
        show_large(by_name[asked.opened], captions[[one.name for one in shown].index(asked.opened)])


def show_large(picture: Picture, caption: str) -> None:
    """One picture as it is."""

    @st.dialog(_("The picture"), width="large")
    def show() -> None:
        found = large_picture(picture.path, picture.path.stat().st_mtime)
        if found:
            st.image(found, alt=picture_words(picture))
        words = (_("{name}, a cat. {caption}"), _("{name}, a dog. {caption}"))[picture.label]
        st.markdown(words.format(name=literal(picture.name), caption=caption))

    show()


def find_set(run: Run, names: Mapping[str, object]) -> PictureSet | None:
    """The picture set on this computer that has all the pictures of these names, its own first; None without one.

    Photos and drawings are never taken for each other, since their names may be the same.
    """
    for pictures in sorted(offered_sets(), key=lambda one: one.name != run.pictures):
        is_alike = pictures.is_drawn == (run.request.get("drawn") is True)
        if is_alike and set(names) <= {picture.name for picture in pictures.all_pictures("validation")}:
            return pictures
    return None


def in_percent(p_dog: float | None) -> str:
    """P(dog) as a learner reads it."""
    return "?" if p_dog is None else f"{p_dog:.0%}"
