"""What the history of the pictures says about each of them.

`learning_dynamics`: how each picture was learned, and which labels seem wrong.
"""
