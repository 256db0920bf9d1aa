"""Downloads a picture set of the catalogue and imports it."""

import streamlit as st

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.units import in_megabytes, size_words
from dogcat.pictures.importing.catalogue import catalogue
from dogcat.pictures.importing.for_visitors import download_for
from dogcat.pictures.picture_set import PictureSet
from pages.frame.asker import asker
from pages.frame.errors import show_error
from pages.screens.pictures.new_set import make_set, show_made
from pages.widgets.progress_bar import progress_bar


def show_download() -> None:
    """Shows the catalogue, and the button that downloads a set; a broken download continues where it stopped."""
    try:
        entries = {entry.id: entry for entry in catalogue()}
    except DogcatError as error:
        show_error(error)
        return
    chosen = entries[
        st.radio(_("Picture set"), list(entries), format_func=lambda name: _(entries[name].title), key="catalogue")
    ]
    size = size_words(chosen.num_bytes) if chosen.num_bytes else _("size unknown")
    st.markdown(
        _(
            "{size}; {layout}.  \nLicence: {licence}. {permits}  \nThe download needs the internet. If it stops,"
            " press the button again, and it continues where it stopped."
        ).format(size=size, layout=_(chosen.layout), licence=_(chosen.licence), permits=_(chosen.permits))
    )
    if show_made(chosen.id):
        return
    name = st.text_input(_("Name of the new set"), "photos", max_chars=64, key="download_name")
    if st.button(_("Download and import"), type="primary", icon=":material/download:"):
        with progress_bar(_("Downloading:"), in_megabytes) as fetched, progress_bar(_("Copying:")) as copied:

            def fetch() -> tuple[PictureSet, list[str]]:
                result = download_for(asker(), chosen, name, fetched, copied)
                return result.pictures, result.skipped

            make_set(fetch, chosen.id)
