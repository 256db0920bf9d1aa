"""Turns figures into Plotly charts and drawings, each with a function that says the same in words.

`style`: the empty chart, and how metrics, numbers and colours are shown in all charts.
`projector`: the same charts, larger.
`pictures`: counts and pixel values of picture sets.
`augmentation`: distances between variants, answers of people, and augmented validation.
`network_blocks`: the network as a row of blocks.
`number_tables`: numbers on coloured cells, as HTML.
`training`: the curves of one training.
`trained`: the two trainings at the end of the lesson.
`watched`: P(dog) of the watched pictures during a training, and a wrong answer that grows more confident.
`memorisation`: right and wrong labels that the network repeats.
`run_curves`: chooses runs, their names and colours, and makes their curves.
`comparison`: the curves of several trainings on one axis.
`intervals`: figures with their intervals, and learning curves.
`pixel_ranges`: the curves of two ranges of the pixels.
`ablation`: the gains and gaps of four trainings with and without each cure.
`calibration`: accuracy by confidence.
`explain`: P(dog) of two networks for a picture that is changed.
`dropout`: P(dog) in passes with dropout on.
`board`: validation curves and guesses of a class, and its experiment with one recipe.
"""
