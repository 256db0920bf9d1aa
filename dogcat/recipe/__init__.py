"""What a training is: its recipe, the layers that follow from it, and what it costs in memory, disk and time."""
