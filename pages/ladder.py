"""What practice adds: from the plain network up, one ingredient at a time."""

from pages.frame.router import open_page

open_page("ladder")
