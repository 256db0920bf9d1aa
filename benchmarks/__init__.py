"""Benchmarks of speed, memory, accuracy and robustness. The docstring of each module gives its command.

Speed and memory of a training:
`against_tutorial`: an epoch of this app against the tutorial's own training, which `tutorial` runs.
`against_pytorch`: a training step against PyTorch.
`on_a_card`: this machine's graphics card against its processor.
`epoch_overhead`: wall time of an epoch against bare steps and bare validation.
`picture_history_overhead`: cost of keeping P(dog) of each picture after each epoch.
`step_profile`: floating-point operations and profile of a training step.
`speed_ups`, `onednn`: gain of each speed-up of a training step, and of oneDNN.
`augmentation_speed`: augmentation against other libraries.
`duration_estimate`: accuracy of the estimates of time and memory.
`busy_machine`: accuracy of the estimate while something else runs on the machine.
`growth`, `long_run`: time and memory with many pictures, and over many epochs.
`measuring`: what these benchmarks share.

Speed and memory of the server:
`shared_training`: a class that presses Train for the same recipe within a minute.
`classroom`, `watched`, `model_page`, `many_verdicts`: open tabs during a training, the Model page, many predictions.
`visitors`: visitors without a browser.
`many_tabs`: two hundred tabs that open at once.
`bounds`: memory under large pictures, long archives and many models.

Robustness:
`killed_server`: what is left when the server is killed.
`faults`: breaks trainings with the faults of `fault_kinds` and a `shifted_clock`.

What the history of the pictures finds:
`wrong_labels`: labels that were flipped on purpose, beside cleanlab's confident learning.
`picture_names`: pictures that have the same name in trainings with different seeds.

Files that the app ships:
`recorded_runs`, `recorded_models`, `augmented_validation`: the recorded runs and their models.
`ladder`: the recorded trainings of the ladder.
`pretrained`: the recorded trainings with a pre-trained network, and their controls.
`explanations`: the figures behind the explanations.
`quick_recipes`: the table of the quick recipes.
`moving_picture`: the animation in the README.
"""

from dogcat.common.processes import prepare_environment

prepare_environment()  # before a benchmark loads TensorFlow
