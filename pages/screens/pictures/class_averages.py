"""The mean picture and the histograms of each class: simple statistics cannot tell cats from dogs."""

import numpy as np
import streamlit as st

from dogcat.charts.pictures import histogram_chart
from dogcat.common.language import _
from dogcat.pictures.class_averages import HISTOGRAMS, ClassAverages, class_averages, overlap
from dogcat.pictures.picture_set import SPLITS, PictureSet
from dogcat.pictures.pixel_cache import SplitPixels, load_split
from dogcat.recipe.recipe import BASELINE
from pages.state.session import bind, session
from pages.widgets.chart import show_chart
from pages.widgets.progress_bar import progress_bar


def show_averages(pictures: PictureSet) -> None:
    """Shows both mean pictures and the histograms of the chosen split."""
    st.segmented_control(_("Split"), SPLITS, format_func=_, required=True, **bind(session().pictures, "split"))
    with progress_bar(_("Decoding, once:")) as progress:
        split = load_split(pictures, session().pictures.split, BASELINE.picture_size, progress)
    with st.spinner(_("Averaging…")):
        cats, dogs = averages(split)
    if cats.mean_picture is None or dogs.mean_picture is None:
        st.info(_("The averages need pictures of both classes."), icon=":material/photo_library:")
        return
    st.markdown(
        _(
            "If dogs were simply brighter, or more often in the middle, you could tell them from cats without a"
            " network. This is the mean of all pictures of each class, pixel by pixel:"
        )
    )
    with st.container(horizontal=True):
        for mean, caption in (
            (cats.mean_picture, _("the mean of {num:,} cats").format(num=cats.num_pictures)),
            (dogs.mean_picture, _("the mean of {num:,} dogs").format(num=dogs.num_pictures)),
        ):
            st.image(mean, caption=caption, width=260, alt=_("A brown cloud without any animal in it"))
    st.markdown(
        _(
            "Both means look like a brown cloud, because position, pose and background average out. The histograms of"
            " the pixel values are just as similar:"
        )
    )
    for names in (HISTOGRAMS[:2], HISTOGRAMS[2:]):
        for column, name in zip(st.columns(2), names, strict=True):
            with column:
                show_histogram(name, cats.histograms[name], dogs.histograms[name])


def show_histogram(name: str, cats: np.ndarray, dogs: np.ndarray) -> None:
    """Shows how often each pixel value occurs in cats and in dogs.

    Args:
        name: one of `HISTOGRAMS`.
        cats: fraction of pixels in each bin.
        dogs: fraction of pixels in each bin.
    """
    share = overlap(cats, dogs)
    description = _("Histogram of {name} for cats and dogs; {share:.0%} of the two areas overlap.")
    show_chart(
        histogram_chart(_(name).capitalize(), list(cats), list(dogs)),
        key=f"histogram-{name}",
        description=description.format(name=_(name), share=share),
    )
    st.caption(_("{share:.0%} of the two areas overlap").format(share=share))


@st.cache_data(max_entries=12, show_spinner=False, hash_funcs={SplitPixels: lambda split: split.pixels.filename})
def averages(split: SplitPixels) -> list[ClassAverages]:
    """Returns `class_averages`, cached: the name of the file of pixels changes whenever a picture changes."""
    return class_averages(split)
