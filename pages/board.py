"""Class board: guesses and trainings that the visitors of this server share under a nickname."""

from pages.frame.router import open_page

open_page("board")
