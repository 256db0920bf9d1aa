"""Parts of pages that several screens use. Their JavaScript and CSS are files in `js/` and `css/`.

`component`: registers a component whose JavaScript and CSS are files.
`tabs`: the views of a page.
`chart`: a Plotly chart that is changed in place.
`own_or_recorded`: the choice between one's own networks and the recorded ones.
`picture_choice`: the choice of a picture.
`set_choice`: the choice of the picture set of a training.
`paste`: a button for a picture in the clipboard.
`thumbnails`: a grid of small pictures to choose from.
`picture_grid`: a grid of pictures that are replaced in place.
`clickable_picture`: a picture in which a click chooses a place.
`watched_pictures`: the watched pictures of a training as answers.
`map_overlay`: pictures with heat maps laid over them, faded by a slider.
`first_layer_epoch`: the epoch whose first layer is shown.
`player`: plays curves epoch by epoch.
`progress_bar`: a progress bar for slow functions.
`tflite_files`: a network as TFLite files, made on request.
`spreadsheet`: a table as CSV.
`experiment_link`: the invitation to the class's experiment.
`literal`: untrusted text in Markdown.
"""
