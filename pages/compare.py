"""Compare: before and after side by side, what cured it, any runs, picture by picture, the sealed test set."""

from pages.frame.router import open_page

open_page("compare")
