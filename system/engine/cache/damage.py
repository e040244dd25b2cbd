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


def damage_of(error: OSError, *, folder: bool = False) -> DamageError:
    """The damage that an error of the operating system stands for.

    >>> damage_of(OSError(errno.ELOOP, "loop")).reason, damage_of(PermissionError(errno.EACCES, "no")).reason
    (<Reason.SYMLINK: 'symlink'>, <Reason.UNREADABLE: 'unreadable'>)
    """
    reasons = {errno.ENOENT: Reason.MISSING, errno.ELOOP: Reason.SYMLINK, errno.ENOTDIR: Reason.FOREIGN}
    number = error.errno or errno.EIO
    return DamageError(reasons.get(number, Reason.UNREADABLE), os.strerror(number), folder=folder)
