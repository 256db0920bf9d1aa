"""The Model page: a network, its layers, what they make of a picture, and a quiz.

`page`: the choice of the network, and the views as tabs.
`network_choice`: which network is shown.
`network`: the first view: the layers as blocks, and the explanation of one.
`network_blocks`: the component that draws the blocks.
`layer_table`: the second view: the layers as Keras prints them.
`picture_choice`: which weights and which picture the next three views use.
`convolution_by_hand`: the third view: one value of the first layer, computed by hand.
`calculation_steps`: the steps of the calculation.
`activations`: the fourth view: the picture on its way through the layers.
`layer_maps`: all maps of one layer.
`first_layer_epochs`: the first layer after each epoch.
`dropout`: the fifth view: the inputs that dropout switches off, and P(dog).
`normalization`: the sixth view: batch normalisation of one map of a batch, by hand.
`residual_block`: the seventh view: what goes around a block, and what it adds.
`build`: the eighth view: change the network and see what it costs.
`build_controls`: the controls that change it.
`quiz`: the last view: questions about the network.
"""
