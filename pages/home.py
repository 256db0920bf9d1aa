"""Home: what this app shows, with the result in a picture, and the way through the lesson."""

from pages.frame.router import open_page

open_page("home")
