"""The class board, on which visitors share guesses and trainings under a nickname.

`page`: the views of the page.
`shared`: guesses and trainings under a nickname.
`handed_in`: the pages that learners have handed in, for the teacher.
`own_test_set/`: the class's own test set.
"""
