"""The worker process's side of `dogcat/explain`: the only part of it that loads TensorFlow.

`activations`: outputs of the layers; answers the questions of `python -m dogcat inspect`.
`normalization`: what batch normalisation does with a map of a batch.
`attribution`: class maps, occlusion, stability, and the features of pictures.
`imagenet`: what a network trained on ImageNet says with its own classes.
`own_model`: loads an untrusted model; answers the questions of `python -m dogcat foreign`.
`model_builder`: builds its layers from its description, those of `allowed_layers` and `operations` as `calls` says.
`model_weights`: reads its description and its weights.
`model_facts`: what such a model says of its inputs, its outputs and its own scaling.
"""
