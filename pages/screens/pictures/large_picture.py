"""The dialog with one picture: its facts, its neighbours, and the way to the view of the tensor."""

import streamlit as st

from dogcat.common.language import _
from dogcat.common.units import size_words
from dogcat.pictures.metadata import read_facts
from dogcat.pictures.picture_set import CLASSES, Picture, PictureSet
from pages.frame.fragments import dialog
from pages.state.resources import large_picture
from pages.state.session import session
from pages.widgets.literal import literal
from pages.widgets.thumbnails import picture_words


def show_large(names: list[str], pictures: PictureSet, tensor_view: str | None) -> None:
    """Opens a dialog with one picture, its facts and buttons to its neighbours.

    Args:
        names: of the pictures that the buttons lead through.
        pictures: the picture set.
        tensor_view: the name of the view that shows a picture's way to the network; None offers no way there.
    """
    dialog(_("Picture"), width="large")(show_picture_and_facts)(names, pictures, tensor_view)


def show_picture_and_facts(names: list[str], pictures: PictureSet, tensor_view: str | None) -> None:
    """Shows the content of the dialog; the arguments are those of `show_large`."""
    name = session().pictures.picture
    place = names.index(name) if name in names else 0
    name = names[place]
    picture = pictures.picture(name)

    def step(by: int) -> None:
        session().pictures.picture = names[place + by]

    left, right = st.columns([3, 2])
    with right:
        shows_names = session().pictures.shows_names or st.toggle(_("Show name and class"), key=f"reveal-{name}")
    large = large_picture(picture.path, picture.path.stat().st_mtime)
    with left:
        if large is None:
            st.warning(_("This file cannot be decoded. Training leaves it out."))
        else:
            st.image(large, width="stretch", alt=picture_words(picture) if shows_names else _("The picture"))
    with right:
        if shows_names:
            st.markdown(f"**{literal(name)}**")
        st.markdown("\n".join(f"- {line}" for line in fact_lines(picture, pictures.is_drawn, shows_names)))
        with st.container(horizontal=True):
            st.button(_("Previous"), icon=":material/chevron_left:", on_click=step, args=(-1,), disabled=place == 0,
                      shortcut="Left")  # fmt: skip
            st.button(_("Next"), icon=":material/chevron_right:", on_click=step, args=(1,),
                      disabled=place == len(names) - 1, shortcut="Right")  # fmt: skip
        if large and tensor_view and st.button(_("From JPEG to tensor"), icon=":material/grid_on:", type="primary"):
            session().pictures.wanted_view = tensor_view
            st.rerun()


def fact_lines(picture: Picture, is_drawn: bool, shows_class: bool = True) -> list[str]:
    """Returns what the name and the file's header say of a picture, one fact a line."""
    split, label = picture.name.split("/")[0], picture.label
    (facts,) = read_facts([picture])
    width, height = facts.upright_size
    lines = [
        *([_("class {animal}, label {label}").format(animal=_(CLASSES[label]), label=label)] if shows_class else []),
        _("split {split}").format(split=_(split)),
        size_words(facts.num_bytes),
    ]
    if facts.format:
        lines.append(
            _("{width} × {height} pixels, {format}, {mode}").format(
                width=width, height=height, format=facts.format, mode=facts.mode
            )
        )
    if facts.turned:
        lines.append(_("the file says that the picture lies on its side; the app turns it upright"))
    if facts.transparent:
        lines.append(_("transparent parts become white"))
    if is_drawn:
        lines.append(_("drawn by this program, not a photo"))
    return lines
