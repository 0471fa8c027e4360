"""What keeps the processes small that stay. Figures: docs/decisions.md, The web server."""

import ctypes
import gc

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8  # glibc's numbers for them
# A heap keeps what is free at its end up to this; with less, brotli's tables of 256 KB were new memory for each page: 0.1 ms.
KEPT_BYTES = 2 * 1024 * 1024
LARGE_BYTES = 512 * 1024
ARENAS = 2


def limit_malloc():
    """Let threads share a few heaps, and give large pieces back as soon as they are free.

    By itself glibc gives nearly each thread a heap, none of which uses what another has freed, and after the first large piece
    it keeps larger and larger ones. To be called before threads start. Where the C library has no such settings nothing happens.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_ARENA_MAX, ARENAS)
        mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)
        mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)


def freeze_loaded_objects():
    """Take what is loaded by now, and stays, out of the garbage collector's sight.

    It looks at everything only once a quarter more objects have come. With 350,000 that stay it came rarely, let the garbage of
    dozens of rendered pages pile up, and took 0.2 s of all threads each time.
    """
    gc.collect()
    gc.freeze()
