"""Why a network says what it says. The same names under `worker/` run in the process with TensorFlow."""
