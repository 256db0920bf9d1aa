"""Try one picture: a verdict from two networks side by side, why, how firm it is, and how far to trust it."""

from pages.frame.router import open_page

open_page("try")
