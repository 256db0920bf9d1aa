"""The start page: the exercise, its result, and the lesson's steps.

`page`: the whole page.
"""
