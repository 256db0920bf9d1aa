"""What a network that was trained on ImageNet says to a picture with its own classes.

`own_answers`: the names of the classes, and the question to the worker process.
"""
