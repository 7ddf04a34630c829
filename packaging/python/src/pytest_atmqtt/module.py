"""The module that a test talks to."""

from typing import Any, Dict, List, Mapping, Optional
from urllib.parse import quote

import serial

from .control import Control
from .payload import Payload, payload_fields
from .program import Program

READ_S = 5.0


class Atmqtt:
    """The first module of a program."""

    def __init__(self, program: Program, control: Control) -> None:
        self.program = program
        #: Its control plane, for what has no method here.
        self.control = control
        first = program.ready["modules"][0]
        #: The name of the module.
        self.name: str = first["name"]
        #: Where its host attaches, as pyserial opens it: a path of a pseudo-terminal, or ``socket://HOST:PORT``.
        self.port = _port_of(first["ports"])
        self._path = f"/modules/{quote(self.name, safe='')}"
        self._serial: Optional[serial.Serial] = None

    @property
    def serial(self) -> serial.Serial:
        """Its serial line, opened when it is first asked for, with a time limit of 5 s for each read."""
        if self._serial is None:
            self._serial = serial.serial_for_url(self.port, baudrate=115200, timeout=READ_S)
        return self._serial

    def close(self) -> None:
        """Closes the serial line; harmless when repeated."""
        line, self._serial = self._serial, None
        if line is not None:
            line.close()

    def type(self, line: str, wait_s: float = READ_S) -> str:
        """Types a command as a further host would, and returns what the module answered.

        :param line: without its end
        """
        answer = self._ask("POST", "/input", {"line": line, "waitMs": round(wait_s * 1000)}, wait_s)
        return str(answer["output"])

    def state(self, link: int = 0) -> int:
        """The state of a link, 0 to 6, as ``AT+MQTTCONN?`` prints it."""
        links = self._ask("GET")["links"]
        return int(next(each["state"] for each in links if each["link"] == link))

    def details(self) -> Dict[str, Any]:
        """All that is known of the module: ports, hosts, power, Wi-Fi, clock, links."""
        return dict(self._ask("GET"))

    def power(self, on: bool) -> None:
        """Switches it off or on."""
        self._ask("POST", "/power", {"on": on})

    def reset(self) -> None:
        """Resets it, as its reset pin does."""
        self._ask("POST", "/reset")

    def urc(self, data: Payload) -> None:
        """Writes bytes to its hosts that no command asked for."""
        self._ask("POST", "/urc", payload_fields(data))

    def message(
        self, topic: str, payload: Payload, *, link: int = 0, qos: int = 0, retain: bool = False
    ) -> None:
        """Lets it receive a message as if its broker had sent it."""
        body = {"link": link, "topic": topic, "qos": qos, "retain": retain, **payload_fields(payload)}
        self._ask("POST", "/messages", body)

    def settings(self) -> Dict[str, Any]:
        """Its settings in effect, by their dotted names."""
        return {each["name"]: each["value"] for each in self._ask("GET", "/settings")["settings"]}

    def change(self, settings: Mapping[str, Any]) -> List[str]:
        """Changes settings, by their dotted names; None gives one back its default.

        :return: the names of those that wait for the next start of the module
        """
        return list(self._ask("PATCH", "/settings", settings)["waiting"])

    def transcript(self, last: int = 100) -> str:
        """The last lines between host, module and broker."""
        answer = self._ask("GET", f"/transcript?last={last}")
        return "\n".join(f"{each['time']} {each['text']}" for each in answer["lines"])

    def log(self) -> str:
        """What the program has logged: why a command failed."""
        return self.program.log()

    def _ask(
        self, method: str, path: str = "", body: Optional[Mapping[str, Any]] = None, wait_s: float = 0.0
    ) -> Any:
        return self.control.request(method, self._path + path, body, wait_s)


def _port_of(ports: Any) -> str:
    for port in ports:
        if port["kind"] == "pty":
            return str(port.get("link", port["path"]))
        if port["kind"] == "tcp":
            return f"socket://{port['host']}:{port['port']}"
    raise ValueError("the module has neither a pty port nor a tcp-listen port")
