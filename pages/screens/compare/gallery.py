"""The pictures of one of four cells: both networks right, one of the two, or none; names if no set here has them."""

import streamlit as st

from dogcat.analysis.comparison import Paired, Said
from dogcat.common.language import N_, _
from dogcat.pictures.picture_set import Picture, PictureSet
from pages.frame.fragments import dialog
from pages.state.choices import Cell
from pages.state.resources import large_picture
from pages.state.session import bind, session
from pages.widgets.literal import literal
from pages.widgets.thumbnails import picture_words, show_thumbnails

MOST_SHOWN = 24  # pictures of a gallery
# Translators: which of two networks is right.
WHO_IS_RIGHT: dict[Cell, str] = {
    "only_second": N_("only the second"),
    "only_first": N_("only the first"),
    "both_wrong": N_("neither"),
    "both_right": N_("both"),
}


def show_cell(paired: Paired, said: tuple[Said, Said], pictures: PictureSet | None) -> None:
    """The pictures of one of the four cells, the surest mistakes first; where both are right, the least sure."""
    st.segmented_control(
        _("Which network is right?"), list(WHO_IS_RIGHT), required=True, **bind(session().by_picture, "cell"),
        format_func=lambda cell: f"{_(WHO_IS_RIGHT[cell])} ({len(getattr(paired, cell)):,})",
    )  # fmt: skip
    names: tuple[str, ...] = getattr(paired, session().by_picture.cell)
    if not names:
        st.caption(_("No picture belongs here."))
        return
    if pictures is None:
        st.caption(
            _(
                "These pictures are not on this computer, so you see their names and the answers of both networks."
                " Import the photos on the Pictures page to see them."
            )
        )
        show_names(names, said)
    else:
        show_pictures(names, said, pictures)


def show_names(names: tuple[str, ...], said: tuple[Said, Said]) -> None:
    """The names of the pictures, with P(dog) of both networks."""
    columns = (_("P(dog) of the first"), _("P(dog) of the second"))
    st.dataframe(
        [{_("Picture"): name, columns[0]: said[0][name], columns[1]: said[1][name]} for name in names],
        hide_index=True,
        alt=_("What both networks say about each picture"),
        column_config={
            column: st.column_config.ProgressColumn(column, format="percent", min_value=0, max_value=1)
            for column in columns
        },
    )


def show_pictures(names: tuple[str, ...], said: tuple[Said, Said], pictures: PictureSet) -> None:
    """The first `MOST_SHOWN` pictures of these names, with P(dog) of both networks."""
    by_name = {picture.name: picture for picture in pictures.all_pictures("validation")}
    shown = [by_name[name] for name in names[:MOST_SHOWN]]
    captions = [
        _("P(dog): {first} → {second}").format(
            first=in_percent(said[0][one.name]), second=in_percent(said[1][one.name])
        )
        for one in shown
    ]
    description = _("Right answer by: {cell}").format(cell=_(WHO_IS_RIGHT[session().by_picture.cell]))
    asked = show_thumbnails(shown, f"cell-{session().by_picture.cell}", description, captions)
    order = (
        _("the least confident answers first")
        if session().by_picture.cell == "both_right"
        else _("the most confident mistakes first")
    )
    sentence = (
        _(
            "You see {most} of these {num:,} pictures of the set “{title}”, {order}. Below each picture: P(dog) of the"
            " first and of the second network."
        )
        if len(names) > MOST_SHOWN
        else _(
            "You see these pictures of the set “{title}”, {order}. Below each picture: P(dog) of the first and of the"
            " second network."
        )
    )
    st.caption(sentence.format(title=literal(pictures.title), order=order, most=MOST_SHOWN, num=len(names)))
    if asked.opened in by_name:
        show_large(by_name[asked.opened], captions[[one.name for one in shown].index(asked.opened)])


def show_large(picture: Picture, caption: str) -> None:
    """One picture in a dialog."""

    @dialog(_("The picture"), width="large")
    def show() -> None:
        found = large_picture(picture.path, picture.path.stat().st_mtime)
        if found:
            st.image(found, alt=picture_words(picture))
        words = (_("{name}, a cat. {caption}"), _("{name}, a dog. {caption}"))[picture.label]
        st.markdown(words.format(name=literal(picture.name), caption=caption))

    show()


def in_percent(p_dog: float | None) -> str:
    """P(dog) in words; `?` if the network gave no number."""
    return "?" if p_dog is None else f"{p_dog:.0%}"
