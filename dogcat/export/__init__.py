"""What a learner can take home: a run as files, code, and reports as HTML.

`bundle`: a run as one zip, or as one file of it.
`notebook`: a run as a Jupyter notebook.
`keras_code`: a recipe as a Keras script.
`augmentation_code`: augmentation as Keras layers, as `ImageDataGenerator`, or as `tf.data`.
`curves_svg`: the curves of a training as a drawing.
`followed_html`: the watched pictures with the answers of both networks.
`html`: the HTML document that the reports share.
`comparison_report`: a comparison of trainings as one page.
`lesson_report`: a learner's lesson as one page.
"""
