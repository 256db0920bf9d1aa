"""The page A pre-trained network: what it brings, and whether that or its size makes the difference.

`page`: what pre-training is.
"""
