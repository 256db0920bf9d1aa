"""What a training consists of: its recipe, the layers that follow from it, and its cost in time, memory and disk.

`optimizers`: the optimizers that a recipe can choose.
`bases`: the networks trained on ImageNet that a recipe can stand on, as data.
`rules`: the rules for the values of fields.
`combinations`: which fields go together, and the smallest picture.
`recipe`: `Recipe` and `Augmentation`, their presets, and JSON.
`schedule`: the learning rate and the picture size of each step.
`controls`: the fields that a learner may change, with their ranges.
`field_text`: names of fields and differences between recipes, as text.
`blueprint`: the layers of a network as data.
`layers`: the layer table: shapes, parameters, operations.
`layer_explanations`: what each layer does, as text.
`layer_text`: explanations and formulas of each layer, as text.
`network_summary`: all layers of a network as tables and sentences.
`graphics_card`: the graphics cards that NVIDIA's driver lists.
`device`: the device that computes trainings on this machine.
`batch_queue`: how many batches are prepared ahead.
`duration`: the expected time of a training.
`memory`: the expected memory of a training.
`disk`: the expected disk space of a run.
`settings`: what a teacher sets for a class.
"""
