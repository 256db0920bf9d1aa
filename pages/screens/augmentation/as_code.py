"""As code: the settings for Keras layers, for `ImageDataGenerator` and for `tf.data`."""

import streamlit as st

from dogcat.common.language import _
from dogcat.export.augmentation_code import image_data_generator_code, keras_layers_code, tf_data_code
from pages.state.session import session
from pages.widgets.picture_choice import Chosen


def show_code(_chosen: Chosen) -> None:
    """The settings as code, three ways."""
    for title, code in (
        (_("As layers of a Keras model"), keras_layers_code),
        (_("As the classic `ImageDataGenerator`, which the tutorial uses"), image_data_generator_code),
        (_("As this app trains: `tf.data`"), tf_data_code),
    ):
        st.markdown(f"**{title}**")
        st.code(code(session().augmentation.chosen), language="python", wrap_lines=True)
