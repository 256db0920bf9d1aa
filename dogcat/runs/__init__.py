"""Trainings on disk: run folders, their state and their history, and the queue that starts them."""
