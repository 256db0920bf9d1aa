"""Random changes of training pictures with NumPy and OpenCV, the same for previews and training.

`presets`: named settings, and settings in web addresses.
`label_safety`: warns about settings that make labels doubtful.
`sampling`: the random numbers, and what they mean at given strengths.
`augment`: changes pictures: geometry, then levels.
`photometric`: changes levels: channel shift, brightness, noise, cutout.
`mixup`: mixes the pictures and labels of a batch.
`sample_text`: describes one variant.
`contact_sheet`: draws variants side by side.
`diversity`: measures how different variants are.
`demonstration`: shows a parameter alone, invented pixels and mixed pairs on one picture.
"""
