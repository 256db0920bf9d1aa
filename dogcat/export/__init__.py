"""What a learner can take home and bring back: a run as files, code, and reports as HTML.

`bundle`: a run as one zip, or as one file of it.
`tflite_file`: a run's network as a TFLite file, made in a process of its own, and what that costs.
`stranger_zip`: reads a zip that is untrusted input.
`events_check`: checks the events of a run that comes from a zip.
`run_check`: checks the other files of such a run.
`bring_back`: a run's zip back to a run.
`backup`: the home folder as one zip.
`restore`: such a zip back to a home folder.
`notebook`: a run as a Jupyter notebook.
`ingredients_code`: the parts of that code for what the tutorial does not use.
`network_code`: the layers of a network as Keras code.
`base_code`: the parts of that code for a recipe that stands on a base.
`keras_code`: a recipe as a Keras script.
`augmentation_code`: augmentation as Keras layers, as `ImageDataGenerator`, or as `tf.data`.
`curves_svg`: the curves of a training as a drawing.
`followed_html`: the watched pictures with the answers of both networks.
`html`: the HTML document that the reports share.
`comparison_report`: a comparison of trainings as one page.
`lesson_report`: a learner's lesson as one page.
"""
