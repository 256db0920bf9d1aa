"""How many training batches are prepared ahead, and by how many threads."""

import os

QUEUED_BATCHES = 2  # ready ones that wait for the training
MAX_WORKERS = 8  # bounds the memory: each worker holds a batch


def num_workers(on_card: bool) -> int:
    """Return the number of threads that augment pictures, 1 or more.

    A graphics card leaves the cores free, and it trains faster than one core augments. On the processor the training
    itself needs the cores, and a step takes longer than the augmentation of a batch.

    Args:
        on_card: whether a graphics card computes the training.
    """
    return min(MAX_WORKERS, os.cpu_count() or 1) if on_card else 1
