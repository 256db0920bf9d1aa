"""Bounds the memory of all pictures that one process decodes at the same time.

Thirty visitors may open a large picture in the same second. Each page runs in a thread of its own, so without a bound
their memory adds up. Pictures of usual sizes share `SHARED_BYTES`. Larger ones are decoded one after the other, apart
from the others, so that nobody with a usual picture waits for them.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

SHARED_BYTES = 128 * 2**20  # of all pictures of usual sizes that are decoded at the same time
USUAL_BYTES = SHARED_BYTES // 2  # of one picture: 13 megapixels, as most phones make them

_one_large = threading.Lock()
_room = threading.Condition()
_used = 0


@contextmanager
def decoding_memory(num_bytes: int) -> Iterator[None]:
    """Wait until a picture may take this much memory, and count it until the block ends.

    Args:
        num_bytes: memory that decoding the picture takes.
    """
    if num_bytes > USUAL_BYTES:
        with _one_large:
            yield
        return
    global _used
    with _room:
        _room.wait_for(lambda: _used + num_bytes <= SHARED_BYTES)
        _used += num_bytes
    try:
        yield
    finally:
        with _room:
            _used -= num_bytes
            _room.notify_all()
