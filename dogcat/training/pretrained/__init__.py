"""Networks that stand on a base which was trained on ImageNet.

`tensor_file`: reads a file of arrays without running code from it.
`weights`: the weights of the bases.
`prepare`: gives a network its base's weights, and fixes those that are not trained.
`folded`: the base as a function from pictures to features, without batch normalization.
`features`: the features of pictures, computed once and cached.
`head`: the layers after the features, as a network of their own.
`inputs`: what a training does before its first epoch.
"""
