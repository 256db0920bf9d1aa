"""The page A pre-trained network: what it brings, and whether that or its size makes the difference.

`page`: the views as tabs.
`ways`: three ways to train on it, each with one press.
`control`: a guess, then the same network with random weights.
`own_answers`: what its own 1,000 classes say to a picture.
`fewer_pictures`: the learning curve with and without pre-training.
`mistakes`: what a plain network and one on it get wrong.
"""
