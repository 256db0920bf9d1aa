"""The class board, on which visitors share guesses and trainings under a nickname.

`page`: the whole page.
`handed_in`: the pages that learners have handed in, for the teacher.
"""
