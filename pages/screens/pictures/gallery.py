"""The gallery: all pictures of a split, a page at a time, and each one large with its facts."""

import numpy as np
import streamlit as st

from dogcat.common.language import N_, _
from dogcat.common.units import size_words
from dogcat.pictures.metadata import read_facts
from dogcat.pictures.picture_set import CLASS_FOLDERS, CLASSES, SPLITS, Picture, PictureSet
from pages.state.resources import large_picture
from pages.state.session import bind, session
from pages.widgets.literal import literal
from pages.widgets.thumbnails import picture_words, show_thumbnails

NUM_ON_A_PAGE = 60
CHOICES = {"both": N_("cats and dogs"), "cat": N_("cats"), "dog": N_("dogs")}
ORDERS = (N_("by name"), N_("shuffled"))


@st.fragment
def show_gallery(pictures: PictureSet, tensor_view: str) -> None:
    """The filters, one page of small pictures, and the large one that was asked for.

    Args:
        pictures: the picture set.
        tensor_view: the name of the view that shows a picture's way to the network.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            _("Split"), SPLITS, format_func=_, required=True, **bind(session().pictures, "split", to_first_page)
        )
        st.segmented_control(
            _("Class"),
            list(CHOICES),
            format_func=lambda name: _(CHOICES[name]),
            required=True,
            **bind(session().pictures, "shown_class", to_first_page),
        )
        st.segmented_control(
            _("Order"), ORDERS, format_func=_, required=True, **bind(session().pictures, "order", to_first_page)
        )
        if session().pictures.order == "shuffled":
            st.number_input(
                _("Seed"),
                0,
                2**31 - 1,
                width=130,
                help=_("The same seed, the same order"),
                **bind(session().pictures, "shuffle_seed"),
            )
    listing = chosen_pictures(pictures)
    if not listing:
        st.info(_("There are no such pictures in this set."), icon=":material/photo_library:")
        return
    num_pages = -(-len(listing) // NUM_ON_A_PAGE)
    session().pictures.gallery_page = min(max(1, session().pictures.gallery_page), num_pages)
    show_pager(num_pages, len(listing))
    start = (session().pictures.gallery_page - 1) * NUM_ON_A_PAGE
    shown = listing[start : start + NUM_ON_A_PAGE]
    what = _("{animals} of the split {split}, page {page}").format(
        animals=_(CHOICES[session().pictures.shown_class]),
        split=_(session().pictures.split),
        page=session().pictures.gallery_page,
    )
    asked = show_thumbnails(shown, "gallery", what)
    if asked.turned and 1 <= session().pictures.gallery_page + asked.turned <= num_pages:
        session().pictures.gallery_page += asked.turned
        st.rerun(scope="fragment")
    if asked.opened:
        session().pictures.picture = asked.opened
        show_large([picture.name for picture in listing], pictures, tensor_view)


def chosen_pictures(pictures: PictureSet) -> list[Picture]:
    """What the filters leave, in the chosen order."""
    label = {name: number for number, name in enumerate(CLASSES)}.get(session().pictures.shown_class)
    listing = [one for one in pictures.pictures(session().pictures.split) if label in (None, one.label)]
    if session().pictures.order == "shuffled":
        listing = [
            listing[place] for place in np.random.default_rng(session().pictures.shuffle_seed).permutation(len(listing))
        ]
    return listing


def to_first_page() -> None:
    """A changed filter begins again."""
    session().pictures.gallery_page = 1


def show_pager(num_pages: int, num_pictures: int) -> None:
    """Buttons to the pages before and after, and which one this is."""

    def turn(by: int) -> None:
        session().pictures.gallery_page += by

    with st.container(horizontal=True, vertical_alignment="center"):
        page = session().pictures.gallery_page
        st.button("", icon=":material/chevron_left:", help=_("Page before"), key="page_before",
                  on_click=turn, args=(-1,), disabled=page == 1, shortcut="PageUp")  # fmt: skip
        st.markdown(
            _("Page **{page}** of {num_pages}, {num_pictures:,} pictures").format(
                page=page, num_pages=num_pages, num_pictures=num_pictures
            ),
            width="content",
        )
        st.button("", icon=":material/chevron_right:", help=_("Page after"), key="page_after",
                  on_click=turn, args=(1,), disabled=page == num_pages, shortcut="PageDown")  # fmt: skip
        st.caption(_("Arrow keys walk, Enter opens"), width="content")


def show_large(names: list[str], pictures: PictureSet, tensor_view: str) -> None:
    """One picture in its own size, in a dialog with its facts and the way to its neighbours."""
    st.dialog(_("Picture"), width="large")(show_picture_and_facts)(names, pictures, tensor_view)


def show_picture_and_facts(names: list[str], pictures: PictureSet, tensor_view: str) -> None:
    """What is in that dialog."""
    name = session().pictures.picture
    place = names.index(name) if name in names else 0
    name = names[place]
    path = pictures.folder / name

    def step(by: int) -> None:
        session().pictures.picture = names[place + by]

    left, right = st.columns([3, 2])
    large = large_picture(path, path.stat().st_mtime)
    with left:
        if large is None:
            st.warning(_("This file cannot be decoded; training leaves it out."))
        else:
            st.image(large, width="stretch", alt=picture_words(Picture(path, name, label_of(name))))
    with right:
        st.markdown(f"**{literal(name)}**")
        st.markdown("\n".join(f"- {line}" for line in fact_lines(pictures, name)))
        with st.container(horizontal=True):
            st.button(_("Previous"), icon=":material/chevron_left:", on_click=step, args=(-1,), disabled=place == 0,
                      shortcut="Left")  # fmt: skip
            st.button(_("Next"), icon=":material/chevron_right:", on_click=step, args=(1,),
                      disabled=place == len(names) - 1, shortcut="Right")  # fmt: skip
        if large and st.button(_("From JPEG to tensor"), icon=":material/grid_on:", type="primary"):
            session().pictures.wanted_view = tensor_view
            st.rerun()


def label_of(name: str) -> int:
    """The label of a picture by its name, which begins with split and class."""
    return CLASS_FOLDERS[name.split("/")[1]]


def fact_lines(pictures: PictureSet, name: str) -> list[str]:
    """What is known of a picture without looking at its content."""
    split, _rest = name.split("/", maxsplit=1)
    label = label_of(name)
    (facts,) = read_facts([Picture(pictures.folder / name, name, label)])
    width, height = facts.upright_size
    lines = [
        _("class {animal}, label {label}").format(animal=_(CLASSES[label]), label=label),
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
        lines.append(_("the file says that it lies on its side; it is shown and trained upright"))
    if facts.transparent:
        lines.append(_("transparent parts become white"))
    if pictures.is_drawn:
        lines.append(_("drawn by this program, no photo"))
    return lines
