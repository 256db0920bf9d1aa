"""The class's own test set: photos of learners' pets, sealed, guessed about, and measured once.

`view`: what a visitor sees at each stage.
`hand_in`: handing in a photo, and one's own photos.
`photo_grid`: photos to mark.
`invitation`: the address as a QR code.
`sorting`: the teacher releases and refuses photos, and looks for copies.
`teacher`: the teacher seals the set, opens the results and deletes everything.
`guesses`: what a learner guesses about the two networks.
`results`: the results of both networks with intervals, and the hardest photos.
"""
