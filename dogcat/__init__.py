"""The core of the dogs-vs-cats teaching app: pictures in, trainings and figures out, no screen anywhere."""
