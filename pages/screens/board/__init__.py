"""The class board, on which visitors share guesses and trainings under a nickname.

`page`: the views of the page.
`shared`: guesses and trainings under a nickname.
`handed_in`: the pages that learners have handed in, for the teacher.
`own_test_set/`: the class's own test set.
`seed_figures`: the charts of “one recipe, thirty seeds”.
`seeds_teacher`: opens, ends and clears that experiment.
`seeds_live`: its curves and results, live, and the closing question.
`seeds`: the learner's side of it: a guess and a training.
`gains`: the answers before and after each step.
"""
