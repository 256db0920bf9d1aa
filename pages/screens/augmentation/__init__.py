"""The Augmentation page: sliders, the variants that they make of a picture, and what to learn from both.

`page`: the choice of the picture, the variants, and the views as tabs.
`parameters`: the parameters in a learner's words.
`level_parameters`: those of them that change levels or mix pictures.
`settings`: takes new settings, with the way back.
`summary`: ready-made settings and doubts about the chosen ones.
`one_control`: what the page knows of one parameter.
`controls`: a slider for each parameter.
`one_variant`: one variant in detail, in a dialog.
`mixed_pairs`: mixup and cutmix on pairs of pictures.
`still_a_cat`: the first view: does the label still hold?
`how_different`: the second view: variants against other pictures.
`never_touch`: the third view: validation and test pictures never change.
`as_code`: the fourth view: the settings as code.
"""
