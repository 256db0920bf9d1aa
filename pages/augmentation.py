"""Augmentation: move a slider and see the same variants change, exactly as a training would change them."""

from pages.frame.router import open_page

open_page("augmentation")
