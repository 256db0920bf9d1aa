"""The page Words and sources.

`page`: the glossary with a search, and the sources.
"""
