"""The mean cat, the mean dog and their histograms: why simple statistics cannot tell them apart."""

import streamlit as st

from dogcat.charts.pictures import histogram_chart
from dogcat.common.language import _
from dogcat.pictures.class_averages import HISTOGRAMS, ClassAverages, class_averages
from dogcat.pictures.picture_set import SPLITS, PictureSet
from dogcat.pictures.pixel_cache import SplitPixels, load_split
from dogcat.recipe.recipe import BASELINE
from pages.state.session import bind, session
from pages.widgets.chart import show_chart
from pages.widgets.progress_bar import progress_bar


def show_averages(pictures: PictureSet) -> None:
    """The whole view."""
    st.segmented_control(_("Split"), SPLITS, format_func=_, required=True, **bind(session().pictures, "split"))
    with progress_bar(_("Decoding, once:")) as progress:
        split = load_split(pictures, session().pictures.split, BASELINE.picture_size, progress)
    with st.spinner(_("Averaging…")):
        both = averages(split)
    if not all(one.num_pictures for one in both):
        st.info(_("This needs pictures of both classes."), icon=":material/photo_library:")
        return
    st.markdown(
        _(
            "If dogs were simply brighter, or stood in the middle more often, one could tell them from cats without a"
            " network. Here is the mean of all pictures of each class, pixel by pixel:"
        )
    )
    with st.container(horizontal=True):
        captions = (_("the mean of {num:,} cats"), _("the mean of {num:,} dogs"))
        for caption, one in zip(captions, both, strict=True):
            st.image(
                one.mean_picture,
                caption=caption.format(num=one.num_pictures),
                width=260,
                alt=_("A brown cloud without any animal in it"),
            )
    st.markdown(
        _(
            "Both are a brown cloud: position, pose and background cancel out. How often each pixel value occurs is"
            " just as much alike:"
        )
    )
    for names in (HISTOGRAMS[:2], HISTOGRAMS[2:]):
        for column, name in zip(st.columns(2), names, strict=True):
            cats, dogs = (list(one.histograms[name]) for one in both)
            overlap = sum(min(cat, dog) for cat, dog in zip(cats, dogs, strict=True))
            with column:
                show_chart(
                    histogram_chart(_(name).capitalize(), cats, dogs),
                    key=f"histogram-{name}",
                    description=_(
                        "Histogram of {name} for cats and dogs; {share:.0%} of the two areas overlap."
                    ).format(name=_(name), share=overlap),
                )
                st.caption(_("{share:.0%} of the two areas overlap").format(share=overlap))


@st.cache_data(max_entries=12, show_spinner=False, hash_funcs={SplitPixels: lambda split: split.pixels.filename})
def averages(split: SplitPixels) -> list[ClassAverages]:
    """See `class_averages`. The name of the file of pixels changes whenever a picture does."""
    return class_averages(split)
