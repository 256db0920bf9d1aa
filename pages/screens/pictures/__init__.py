"""The Pictures page: choose a picture set, look at its pictures, follow one to the network, check the set.

`page`: the choice of the set, and the views as tabs.
`gallery`: all pictures of a split, one page at a time.
`marked`: the grid with stars, and the row of pictures that are marked.
`large_picture`: the dialog with one picture and its facts.
`tensor_steps`: the way of one picture to the network, in four steps.
`file_to_pixels`: its bytes, its decoded pixels, its resized pixels.
`pixels_to_tensor`: its numbers, its channels, its tensor.
`batch`: the pictures and labels of one training step.
`class_averages`: the mean picture and the histograms of each class.
`check`: the check of the set and its report.
`finding`: one finding of the check.
`picture_sets`: the sets: add one, rename or delete the chosen one.
`new_set`: makes a set and chooses it, drawn by the app for example.
`being_drawn`: the progress of a drawing, and its first pictures.
`import_pictures`: a set from an upload or a path.
`download_pictures`: a set from the internet.
"""
