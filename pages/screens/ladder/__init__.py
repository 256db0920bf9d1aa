"""The screen “What practice adds”: the ladder's rungs, first ordered by the learner, then as measured.

`page`: the screen.
`order`: the learner puts the ingredients in order.
`judgement`: the learner's order beside the measured one.
`parts`: the rungs of each part as charts and as a table.
`rows`: accuracy, gap and change as rows of a chart.
`one_rung`: one rung, where it is opened, and its recipe for a training.
"""
