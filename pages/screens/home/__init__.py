"""The page Home: what this app shows, the way through the lesson, and what else there is.

`page`: the headline with its buttons, the chart, and the animals.
`path`: the seven steps of the lesson.
`more`: the ways to what is not in the lesson.
"""
