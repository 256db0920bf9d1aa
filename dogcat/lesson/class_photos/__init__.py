"""The class's own test set: photos that learners hand in, sealed, never trained on, and measured once.

`kept`: the folder of the photos, its lock, and what is kept of the sealed set.
`photos`: takes photos in, and releases, refuses and deletes them.
`sealed_set`: the seal, and the guesses of the class.
`measuring`: what networks say of the sealed photos.
`copies`: looks for copies among the photos and in the picture sets.
"""
