"""What the history of the pictures says about each of them.

`learning_dynamics`: how each picture was learned, and which labels seem wrong.
`map_points`: the place of each picture on the map of confidence and variability.
"""
