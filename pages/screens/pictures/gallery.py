"""The gallery: all pictures of a split, one page at a time."""

import streamlit as st

from dogcat.common.language import N_, _
from dogcat.pictures.picture_set import SPLITS, Picture, PictureSet
from dogcat.pictures.selection import Page, of_class, page_of, shuffled
from dogcat.recipe.recipe import MAX_SEED
from pages.frame.fragments import fragment
from pages.screens.pictures.large_picture import show_large
from pages.screens.pictures.marked import show_grid, show_marked
from pages.state.session import bind, session

NUM_ON_A_PAGE = 60
CHOICES = {"both": N_("cats and dogs"), "cat": N_("cats"), "dog": N_("dogs")}
ORDERS = (N_("by name"), N_("shuffled"))


@fragment
def show_gallery(pictures: PictureSet, tensor_view: str) -> None:
    """Shows the filters, one page of thumbnails, and the picture that was opened.

    Args:
        pictures: the picture set.
        tensor_view: the name of the view that shows a picture's way to the network.
    """
    show_filters()
    listing = chosen_pictures(pictures)
    if not listing:
        st.info(_("This set has no such pictures."), icon=":material/photo_library:")
        return
    page = page_of(listing, session().pictures.gallery_page, NUM_ON_A_PAGE)
    session().pictures.gallery_page = page.number
    show_pager(page, len(listing))
    what = _("{animals} of the split {split}, page {page}").format(
        animals=_(CHOICES[session().pictures.shown_class]),
        split=_(session().pictures.split),
        page=page.number,
    )
    show_marked(pictures, tensor_view)
    asked = show_grid(page.pictures, pictures, "gallery", what)
    if asked.turned and 1 <= page.number + asked.turned <= page.num_pages:
        session().pictures.gallery_page = page.number + asked.turned
        st.rerun(scope="fragment")
    if asked.opened:
        session().pictures.picture = asked.opened
        show_large([picture.name for picture in listing], pictures, tensor_view)


def show_filters() -> None:
    """Shows the choices of split, class and order."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            _("Split"), SPLITS, format_func=_, required=True, **bind(session().pictures, "split", to_first_page)
        )
        st.segmented_control(
            # Translators: a choice: pictures of cats, of dogs, or of both
            _("Class"),
            list(CHOICES),
            format_func=lambda name: _(CHOICES[name]),
            required=True,
            **bind(session().pictures, "shown_class", to_first_page),
        )
        st.segmented_control(
            # Translators: a choice: how the pictures are sorted
            _("Order"),
            ORDERS,
            format_func=_,
            required=True,
            **bind(session().pictures, "order", to_first_page),
        )
        if session().pictures.order == "shuffled":
            st.number_input(
                _("Seed"),
                0,
                MAX_SEED,
                width=130,
                help=_("The same seed gives the same order"),
                **bind(session().pictures, "shuffle_seed"),
            )


def chosen_pictures(pictures: PictureSet) -> list[Picture]:
    """Returns the pictures of the chosen split and class, in the chosen order."""
    choice = session().pictures
    listing = of_class(pictures.pictures(choice.split), choice.shown_class)
    return shuffled(listing, choice.shuffle_seed) if choice.order == "shuffled" else listing


def to_first_page() -> None:
    """Goes back to the first page; called when a filter changes."""
    session().pictures.gallery_page = 1


def show_pager(page: Page, num_pictures: int) -> None:
    """Shows the number of the page and buttons to the pages before and after it."""

    def turn(by: int) -> None:
        session().pictures.gallery_page += by

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("", icon=":material/chevron_left:", help=_("Previous page"), key="page_before",
                  on_click=turn, args=(-1,), disabled=page.number == 1, shortcut="PageUp")  # fmt: skip
        st.markdown(
            _("Page **{page}** of {num_pages}, {num_pictures:,} pictures").format(
                page=page.number, num_pages=page.num_pages, num_pictures=num_pictures
            ),
            width="content",
        )
        st.button("", icon=":material/chevron_right:", help=_("Next page"), key="page_after",
                  on_click=turn, args=(1,), disabled=page.number == page.num_pages, shortcut="PageDown")  # fmt: skip
        with st.container(key="keys-of-the-gallery", width="content"):
            st.caption(_("Arrow keys move, Enter opens, M marks"), width="content")
