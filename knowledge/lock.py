"""One process owns a Chroma folder.

Chroma does not notice a second process on the same folder: readers go stale for good and
concurrent writers corrupt the index without an error (chroma#3792). So the folder is locked
for as long as it is open; the operating system releases the lock of a process that died.
"""

import fcntl
import os
import socket
from pathlib import Path
from typing import IO


class FolderInUseError(Exception):
    """Another process owns the folder; the message names it."""


class FolderLock:
    """Held from construction until `release`.

    Raises:
        FolderInUseError: when somebody else holds it, also within this process.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file: IO[str] = (folder / "owner.lock").open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.seek(0)
            owner = self._file.read().strip() or "another process"
            self._file.close()
            raise FolderInUseError(
                f"The playbook index in {folder} is in use by {owner}. One process owns the "
                "folder: stop the other one, or run a Chroma server and give all its address."
            ) from error
        self._file.truncate(0)
        self._file.write(f"process {os.getpid()} on {socket.gethostname()}\n")
        self._file.flush()

    def release(self) -> None:
        """Let go; harmless when done twice."""
        self._file.close()
