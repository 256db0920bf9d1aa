"""What a training notes about each of its pictures.

`picture_history`: P(dog) of each picture after each epoch.
"""
