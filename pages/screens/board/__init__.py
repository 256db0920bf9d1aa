"""The class board, on which visitors share guesses and trainings under a nickname.

`page`: the whole page.
"""
