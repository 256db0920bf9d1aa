"""Pictures: choose a picture set, look at it, follow a picture to the network, and check the set."""

from pages.frame.router import open_page

open_page("pictures")
