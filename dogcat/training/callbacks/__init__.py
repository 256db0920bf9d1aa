"""The part that loads TensorFlow: pipeline, model, precision, training, evaluation."""
