"""Batch normalisation.

`fused`: the layer for training, in one operation.
`folding`: a convolution and its batch normalisation as one convolution.
"""
