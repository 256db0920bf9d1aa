"""Words and sources: the glossary, to be searched, and where the exercise and its methods come from."""

from pages.frame.router import open_page

open_page("words")
