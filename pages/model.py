"""Model: the network opened. Every number explained, every layer drawn, another network built, a quiz."""

from pages.frame.router import open_page

open_page("model")
