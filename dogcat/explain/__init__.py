"""Explains what a network predicts for a picture. The computations with TensorFlow run in a worker process.

`worker_places`: which of several worker processes works, and how much memory the others keep.
`protocol`: the worker process: questions as JSON, answers as arrays.
`activations`: asks for the outputs of the layers.
`attribution`: asks for predictions and their explanations.
`worker/`: the worker process's side, with TensorFlow.
`verdict`: a prediction in words, and how often similar ones were correct.
`convolution_by_hand`: one output value of a convolution, step by step.
`heat_map`: a class map as colours over its picture.
`first_layer_maps`: feature maps of the first layer after any epoch.
`feature_maps`: feature maps as pictures.
`perturbations`: changes of a picture along one axis each.
`visibility`: how visible a learner's changes to a picture are.
`out_of_distribution`: how similar a picture is to the training pictures.
`measured`: benchmark results for the networks that ship with the app.
`imagenet/`: what a pre-trained network says with its own classes.
`own_model`: a model that a visitor uploads.
`model_files`: what such a file is, by its content.
`model_reading`: which scaling and which outputs of such a model are the right ones.
`model_answers`: such a model's outputs on the pictures of a set.
`pixel_scaling`: the ways in which networks expect their pixels.
`brought_models`: the models of a run that comes back from a zip.
"""
