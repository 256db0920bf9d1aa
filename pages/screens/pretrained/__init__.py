"""The page A pre-trained network: what it brings, and whether that or its size makes the difference.

`page`: the views as tabs.
`control`: a guess, then the same network with random weights.
`fewer_pictures`: the learning curve with and without pre-training.
"""
