"""The fourth view of the page Try one picture: a model that the visitor trained elsewhere.

`view`: the upload, and the model's scores beside those of the networks.
`reading`: how the model is read, and a choice of other ways.
`words`: the sentences about it.
`process`: the process that holds the model, and its answers.
"""
