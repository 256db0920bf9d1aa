"""The screens behind the doors of `pages/`, in the order of the lesson. Each folder's `page` draws the screen.

`home`: the way in and the lesson's progress.
`pictures`: picture sets, the way of a picture to the network, the check of a set.
`augmentation`: random variants of a picture.
`train`: trainings, before, during and after.
`model`: the network, layer by layer.
`compare`: runs side by side.
`try_picture`: what networks say of a single picture, and why.
`end`: the end of the lesson: what was guessed and what came out.
`ladder`: what practice adds to the plain network, one ingredient at a time.
`pretrained`: a network that has learned from other pictures before.
`board`: the results of the class.
`glossary`: the words and their meaning.
"""
