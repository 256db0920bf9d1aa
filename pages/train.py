"""Train: choose pictures and a recipe, press Train, watch the network learn, stop, read the result."""

from pages.frame.router import open_page

open_page("train")
