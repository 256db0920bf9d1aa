"""Random changes of training pictures, in numpy, the same for the preview and for training."""
