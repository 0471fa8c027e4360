"""What keeps the processes that stay small. Figures: docs/decisions.md, The web server."""

import ctypes
import gc

M_ARENA_MAX = -8  # glibc's number for it
ARENAS = 2


def limit_malloc_arenas():
    """Let threads share a few heaps: by itself glibc gives nearly each its own, and none uses what another has freed.

    To be called before threads start. Where the C library has no such setting nothing happens.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_ARENA_MAX, ARENAS)


def freeze_loaded_objects():
    """Take what is loaded by now, and stays, out of the garbage collector's sight.

    It looks at everything only once a quarter more objects have come. With 350,000 that stay it came rarely, let the garbage of
    dozens of rendered pages pile up, and took 0.2 s of all threads each time.
    """
    gc.collect()
    gc.freeze()
