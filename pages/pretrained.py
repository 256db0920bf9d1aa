"""A pre-trained network: what it knows before the first photo, and whether that or its size makes the difference."""

from pages.frame.router import open_page

open_page("pretrained")
