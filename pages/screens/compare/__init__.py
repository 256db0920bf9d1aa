"""The Compare page: the exercise's two trainings, what cured overfitting, any runs, and the sealed test set.

`page`: the views as tabs.
`pair_choice`: the pair with which each view begins, one's own or the recorded one.
`before_after`: a prediction, then what the plain and the cured training say.
`played_curves`: the curves of both trainings, played in step.
`cures`: a guess, then the ablation: with and without each cure.
`cure_board`: the ablation of the quick recipe over several seeds.
`tutorial_cures`: the ablation of the tutorial's network, one training each.
`learning_curve`: the ablation with fewer training pictures.
`missing_runs`: the note on recorded runs that are missing.
`any_runs`: up to six runs on one axis.
`figures_table`: the figures of these runs, and the downloads.
`by_picture`: two networks picture by picture.
`gallery`: the pictures that one, both or none gets right.
`calibration`: confidence of two networks against their accuracy.
`sealed_test`: the test figures, opened once.
"""
