"""Why something on disk is not used."""

import errno
import os
from enum import StrEnum

from system.errors import AssayError


class Reason(StrEnum):
    """What is wrong with a file; the name is the metric's label and part of the quarantine's folder name."""

    TRUNCATED = "truncated"
    CHECKSUM = "checksum"
    VERSION = "version"
    FINGERPRINT = "fingerprint"
    OWNER = "owner"
    FOREIGN = "foreign"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    SYMLINK = "symlink"


class DamageError(AssayError):
    """A file that does not verify. `folder`: the agent's whole folder is at fault, not one file in it."""

    code = "cache_damaged"

    def __init__(self, reason: Reason, message: str, *, folder: bool = False) -> None:
        super().__init__(message)
        self.reason = reason
        self.folder = folder


def passes(error: OSError) -> bool:
    """Whether something could not be opened for want of what will be there again: nothing is wrong with it.

    >>> passes(OSError(errno.EMFILE, "too many open files")), passes(OSError(errno.EIO, "it is broken"))
    (True, False)
    """
    return error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM)


def damage_of(error: OSError, *, folder: bool = False) -> DamageError:
    """The damage that an error of the operating system stands for.

    >>> damage_of(OSError(errno.ELOOP, "loop")).reason, damage_of(PermissionError(errno.EACCES, "no")).reason
    (<Reason.SYMLINK: 'symlink'>, <Reason.UNREADABLE: 'unreadable'>)
    """
    reasons = {errno.ENOENT: Reason.MISSING, errno.ELOOP: Reason.SYMLINK, errno.ENOTDIR: Reason.FOREIGN}
    number = error.errno or errno.EIO
    return DamageError(reasons.get(number, Reason.UNREADABLE), os.strerror(number), folder=folder)
