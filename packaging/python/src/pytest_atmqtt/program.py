"""Starting and ending the program."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Optional, Sequence, Type

START_S = 30.0
END_S = 10.0
POLL_S = 0.02


class StartError(Exception):
    """The program did not come up; the text has what it said."""


class Program:
    """A running atmqtt; a context manager."""

    def __init__(self, command: Sequence[str], folder: Path, arguments: Sequence[str] = ()) -> None:
        """Starts it and waits until all is up.

        :param command: how it is started, as ``["atmqtt"]``
        :param folder: takes the ready file and the log
        :param arguments: further ones of ``atmqtt run``
        :raises StartError: when it does not come up
        """
        self._log = folder / "atmqtt.log"
        ready = folder / "ready.json"
        line = [*command, "run", "--no-terminal", "--control", "127.0.0.1:0"]
        line += ["--ready-file", str(ready), *arguments]
        with self._log.open("wb") as log:
            try:
                self._process = subprocess.Popen(
                    line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log
                )
            except OSError as error:
                raise StartError(f"cannot start {command[0]}: {error.strerror}") from error
        try:
            #: What the ready file says: process, modules with their ports, broker, control plane.
            self.ready: Any = self._wait_for(ready)
        except BaseException:
            self.close()
            raise

    def _wait_for(self, ready: Path) -> Any:
        deadline = time.monotonic() + START_S
        while not ready.exists():
            if self._process.poll() is not None:
                raise StartError(f"atmqtt ended with {self._process.returncode}:\n{self.log()}")
            if time.monotonic() > deadline:
                raise StartError(f"atmqtt was not up within {START_S:.0f} s:\n{self.log()}")
            time.sleep(POLL_S)
        return json.loads(ready.read_text(encoding="utf-8"))

    def log(self) -> str:
        """What it has logged so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        """Ends it; harmless when repeated."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(END_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def __enter__(self) -> "Program":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()


def default_command() -> str:
    """How atmqtt is started where nobody says it: from the folder's own packages, or from the PATH."""
    local = Path("node_modules", ".bin", "atmqtt.cmd" if os.name == "nt" else "atmqtt")
    return str(local.resolve()) if local.exists() else shutil.which("atmqtt") or "atmqtt"
