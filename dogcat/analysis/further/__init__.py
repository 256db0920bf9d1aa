"""The recorded trainings of the lesson's further steps.

`pretrained_runs`: trainings with a pre-trained network, and their controls.
"""
