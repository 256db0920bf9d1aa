"""The Keras callbacks of a training, in the order in which they are called; each does one thing.

`whole_epochs`: base class of the callbacks that ignore interrupted epochs.
`heartbeat`: records that the process is alive.
`training_state`: the file from which a training with a weight average continues.
`weight_average`: averages the weights, and gives the network the averages while it is evaluated.
`clean_accuracy`: measures training accuracy without augmentation and dropout.
`stopping`: ends a training on request, early, or when it diverges.
`picture_history`: writes P(dog) of the training and validation pictures.
`recording`: writes batches and epochs to the run's folder.
`checkpoints`: saves the newest and the best model.
`watching`: writes predictions and the first layer for the watched pictures.
`reporting`: reports progress to the command line.
"""
