"""Draws picture sets of cats and dogs from random numbers, for a lesson without photos.

`canvas`: sizes, colours and noise that all parts share.
`animal`: draws one cat or dog.
`scenery`: draws the background and things in front of the animal.
`picture`: draws one picture.
`banner`: draws the animals of the page Home.
`drawing`: a set that is being drawn: its folder, its progress, the process that draws a part.
`dataset`: draws a whole picture set on all cores, at once or in the background.
"""
