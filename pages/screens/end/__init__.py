"""The end of the lesson: what was guessed and what came out.

`page`: the whole page.
`result`: the headline and the learner's two trainings.
`answers`: what to remember, every guess and answer, and the words.
`take_home`: the page as a file, and handing it in.
`onward`: the further steps, what to try next, and the lesson from its start.
"""
