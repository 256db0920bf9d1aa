"""Trains and evaluates networks. Only this package and `dogcat/explain/worker` load TensorFlow.

`load_tensorflow`: imports TensorFlow without its log lines.
`device`: chooses the graphics card or the processor.
`precision`: chooses float32 or bfloat16.
`late_bias`: a convolution and a pooling layer with a faster gradient with respect to the bias.
`product_convolution`: a convolution layer with a faster filter gradient.
`fused_rmsprop`: the optimizer RMSprop in one operation a variable.
`gradient_accumulation`: training steps in portions, for large batches.
`pretrained/`: networks that stand on a base which was trained on ImageNet.
`model`: builds, copies and loads the network of a recipe.
`normalization/`: batch normalisation in one operation, and folded into a convolution.
`pipeline`: batches of pictures for training and evaluation.
`answers`: keeps P(dog) of the pictures that are evaluated.
`evaluation`: predictions and the results of a whole split.
`tflite`: a network as a TFLite file, and its accuracy.
`callbacks/`: what happens during a training after each step and epoch.
`environment`: notes what a training is computed with.
`train`: one training, from a recipe to a finished run folder.
`warm_up`: prepares a standby process.
`speed_probe`: measures the training speed of this machine.
"""
