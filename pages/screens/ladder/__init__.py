"""The page What practice adds: from the plain network up, one ingredient at a time.

`page`: the rungs that are recorded.
"""
