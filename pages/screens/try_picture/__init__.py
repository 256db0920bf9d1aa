"""The page Try one picture: two networks and a picture, in four views.

`page`: the choice of networks, and the views as tabs.
`network_choice`: which two networks are asked, and the client of their process.
`picture_source`: which picture is tried: an example, an own one, or one of the set.
`own_pictures`: the visitor's files, clipboard and camera.
`subject`: a picture that is tried, and its pixels.
`verdict`: the first view: what both networks say, and why.
`verdict_table`: the verdicts on several pictures.
`verdict_bar`: P(dog) as a bar.
`heat_maps`: where the networks see what they name.
`training_likeness`: whether the picture is like anything in the training.
`perturbations`: the second view: change the picture until a network changes its verdict.
`unsure_picture`: the picture with which that view begins.
`perturbation_sliders`: the sliders of these changes.
`draggable_patch`: the component with the patch.
`stability_curves`: P(dog) along each kind of change.
`human_baseline`: the third view: the visitor guesses before the networks answer.
`picture_set_choice`: the set whose validation pictures are asked about.
`guess_scores`: the scores of the visitor and of the networks.
`own_model/`: the fourth view: a model that the visitor trained elsewhere.
"""
