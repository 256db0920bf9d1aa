"""What recorded trainings say: figures of their histories, comparisons of runs, and the same in words.

`history`: figures of one history: gap, intervals, noise of one epoch, early stopping, smoothing.
`curve_reading`: a verdict on the curves, with a sentence and reasons.
`run_figures`: the figures of a run with their intervals, for a table, a file, and the sealed test set.
`cures`: what augmentation and dropout did, over several seeds.
`own_pair`: the learner's own pair of trainings, the newest of one browser.
`filter_movement`: how far the filters of the first layer move in a training.
`wrong_answer`: a watched picture whose wrong answer grows more confident.
`plain_network`: the plain network that a regularized one is compared with while it trains.
`result_text`: the result of a training in one sentence, beside its plain network.
`run_overview`: a run as a row of the table of all runs.
`comparison`: two networks on the same pictures, and one recipe over several seeds.
`comparison_text`: sentences about the trainings of the Compare page.
`differences`: the settings in which several runs differ.
`calibration`: how well confidence agrees with accuracy.
`by_picture/`: how each picture was learned, and which labels seem wrong.
`human_baseline`: the score of people on the pictures of the test split.
`seed_spread`: how far trainings lie apart that differ only in the seed.
`ladder`: the recipes of the ladder, which differ in one ingredient at a time.
`ladder_runs`: the recorded trainings of the ladder.
`ladder_results`: what each rung changed, over pictures and seeds.
`ladder_text`: names of rungs and ingredients, and sentences about what they changed.
`further/`: the recorded trainings with a pre-trained network, and their controls.
"""
