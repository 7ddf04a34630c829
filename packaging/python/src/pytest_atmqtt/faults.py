"""What goes wrong, on command."""

from contextlib import contextmanager
from typing import Any, Dict, Iterator, List, Optional
from urllib.parse import quote

from .control import Control, ControlError
from .duration import Duration, duration_text

DURATIONS = ("after", "for")
NOT_FOUND = 404


class Faults:
    """Faults of the module, and with names that begin with ``broker.`` those of the embedded broker.

    ``docs/reference/faults.md`` of atmqtt lists them.
    """

    def __init__(self, control: Control, module: str) -> None:
        self._control = control
        self._module = f"/modules/{quote(module, safe='')}/faults"
        self._here: List[str] = []

    def add(
        self,
        name: str,
        *,
        for_: Optional[Duration] = None,
        after: Optional[Duration] = None,
        on_broker: bool = False,
        **parameters: Any,
    ) -> int:
        """Switches a fault on.

        :param name: as ``wifi.drop``
        :param for_: how long it lasts; None: until it is removed
        :param after: when it begins; None: at once
        :param on_broker: with the embedded broker's clients, not with the module's connections
        :param parameters: those of the fault
        :return: its id
        """
        body: Dict[str, Any] = {"fault": name, **parameters}
        for key, value in zip(DURATIONS, (after, for_)):
            if value is not None:
                body[key] = duration_text(value)
        path = "/broker/faults" if on_broker else self._module
        fault = int(self._control.request("POST", path, body)["id"])
        self._here.append(f"{path}/{fault}")
        return fault

    def remove(self, fault: int) -> None:
        """Switches it off; harmless where it has ended by itself."""
        for path in [each for each in self._here if each.endswith(f"/{fault}")]:
            self._remove(path)

    @contextmanager
    def active(self, name: str, **options: Any) -> Iterator[int]:
        """Has a fault on inside a ``with`` block; options as those of :meth:`add`."""
        fault = self.add(name, **options)
        path = self._here[-1]
        try:
            yield fault
        finally:
            self._remove(path)

    def clear(self) -> None:
        """Switches off all that was switched on here."""
        for path in list(self._here):
            self._remove(path)

    def list(self) -> Any:
        """What is wrong with the module now."""
        return self._control.request("GET", self._module)

    def _remove(self, path: str) -> None:
        if path in self._here:
            self._here.remove(path)
        try:
            self._control.request("DELETE", path)
        except ControlError as error:
            if error.status != NOT_FOUND:
                raise
