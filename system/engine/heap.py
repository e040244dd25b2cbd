"""Memory that the engine is done with stays in the process, to be used again.

A cache is megabytes that come and go with every request. glibc gives such pieces back to the system at once,
and the next one is made of pages that the kernel has to find and clear: more work than copying into them.
"""

import ctypes

# <malloc.h>
_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8

FREE_BYTES = 512 << 20
"""What may be held of memory that is no longer in use."""


def keep_freed() -> None:
    """Have glibc keep up to `FREE_BYTES`, in one arena, so that what one thread frees serves the others.

    Another C library's allocator is left alone.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except AttributeError:
        return
    mallopt(_M_ARENA_MAX, 1)
    mallopt(_M_MMAP_THRESHOLD, FREE_BYTES)
    mallopt(_M_TRIM_THRESHOLD, FREE_BYTES)
