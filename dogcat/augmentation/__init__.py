"""Random changes of training pictures with NumPy and OpenCV, the same for previews and training.

`presets`: named settings, and settings in web addresses.
`label_safety`: warns about settings that make labels doubtful.
`sampling`: the random numbers, and what they mean at given strengths.
`augment`: changes pictures: geometry, then levels.
`photometric`: changes levels: channel shift, brightness, contrast, saturation, noise, cutout.
`mixup`: mixes the pictures and labels of a batch.
`cutmix`: pastes boxes of pictures into others of a batch, and mixes the labels.
`mixing`: decides for each batch if it is mixed, and how.
`sample_text`: describes one variant.
`contact_sheet`: draws variants side by side.
`diversity`: measures how different variants are.
`demonstration`: shows a parameter alone, invented pixels and mixed pairs on one picture.
"""
