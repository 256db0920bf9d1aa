"""A run's network as TFLite files, made on request, each with its size and accuracy beside the original's."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from dogcat.common.language import N_, _
from dogcat.common.units import size_words
from dogcat.export.tflite_file import FILES, Conversion, keep_tflite, kept_tflite
from dogcat.runs.run import Run
from pages.state.runs import is_sealed

NUMBERS = {  # that a file computes with, by whether they have 8 bits; show them through `_`
    False: N_("With 32-bit numbers, as it was trained"),
    True: N_("With 8-bit integers, a quarter of the size"),
}


def show_tflite(run: Run, convert: Callable[[Callable[[], object]], None]) -> None:
    """Shows a button that opens both TFLite files of a run: to make or to download.

    Args:
        run: an ended run with a model.
        convert: runs a conversion and then the page again, or shows why it is refused.
    """
    with st.popover(_("Model as .tflite"), icon=":material/smartphone:"):
        st.caption(
            _(
                "The network for phones and small computers. The app converts it when you ask for it, and measures the"
                " file on the test pictures; this may take some minutes."
            )
        )
        for int8, numbers in NUMBERS.items():
            st.markdown(_(numbers))
            if kept := kept_tflite(run, int8):
                file, result = kept
                st.download_button(
                    _("Save {file}").format(file=file.name),
                    file.read_bytes,
                    file_name=f"{run.id}-{file.name}",
                    icon=":material/download:",
                    on_click="ignore",
                )
                st.caption(describe(result, is_sealed(run)))
            elif st.button(_("Make {file}").format(file=FILES[int8]), icon=":material/deployed_code:"):
                with st.spinner(_("Converting the network and measuring the file on the test pictures…")):
                    convert(partial(keep_tflite, run, int8))


def describe(result: Conversion, sealed: bool) -> str:
    """Returns the size and test accuracy of a file beside those of the network, as a sentence.

    Args:
        result: what was measured.
        sealed: whether test accuracies are sealed; then only how far they differ is told.
    """
    size, original = size_words(result.num_bytes), size_words(result.original_bytes)
    if sealed:
        words = _(
            "{size} instead of {original}. The test accuracies are sealed; that of the file differs by {num:+.1f}"
            " percentage points."
        )
        return words.format(size=size, original=original, num=100 * (result.accuracy - result.original_accuracy))
    return _(
        "{size} instead of {original}. Test accuracy: {accuracy:.1%}, of the original {before:.1%}, on {num:,}"
        " pictures."
    ).format(
        size=size,
        original=original,
        accuracy=result.accuracy,
        before=result.original_accuracy,
        num=result.num_pictures,
    )
