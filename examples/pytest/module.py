"""An ESP-AT module on a serial line, as a test talks to it."""

import serial

PATIENCE_S = 5.0
MESSAGE = b"+MQTTSUBRECV:"


class Module:
    """Writes command lines and compares replies, byte for byte."""

    def __init__(self, tty: str, log=None):
        """:param log: returns what the module has logged; None for a module that was not started here"""
        self._line = serial.Serial(tty, 115200, timeout=PATIENCE_S)
        self.log = log
        self._messages: list[bytes] = []

    def close(self) -> None:
        self._line.close()

    def reset(self) -> None:
        """Restarts the module, whatever state it is in, and turns its echo off."""
        self.send("AT+RST")
        self.skip_to(b"\r\nready\r\n")
        self.send("ATE0")
        self.skip_to(b"ATE0\r\n\r\nOK\r\n")

    def send(self, line: str) -> None:
        self.data(line.encode() + b"\r\n")

    def data(self, octets: bytes) -> None:
        self._line.write(octets)

    def expect(self, octets: bytes) -> None:
        """The next bytes are these and no others; messages that come before them wait for `message`."""
        got = b""
        while got != octets:
            byte = self._line.read(1)
            got += byte
            if got == MESSAGE:
                self._messages.append(self._message())
                got = b""
                continue
            may_fit = octets.startswith(got) or MESSAGE.startswith(got)
            assert byte and may_fit, f"expected {octets!r}, got {got + self._rest()!r}"

    def message(self) -> bytes:
        """The next message, as it came."""
        if not self._messages:
            got = self._line.read(len(MESSAGE))
            assert got == MESSAGE, f"expected {MESSAGE!r}, got {got + self._rest()!r}"
            self._messages.append(self._message())
        return self._messages.pop(0)

    def ask(self, line: str, reply: bytes = b"\r\nOK\r\n") -> None:
        self.send(line)
        self.expect(reply)

    def skip_to(self, octets: bytes) -> None:
        got = self._line.read_until(octets)
        assert got.endswith(octets), f"expected {octets!r} at the end of {got!r}"

    def _message(self) -> bytes:
        """The rest of `+MQTTSUBRECV:link,"topic",length,data` and CR LF; the topic has no comma."""
        head = self._line.read_until(b",") + self._line.read_until(b",")
        digits = self._line.read_until(b",")
        assert digits[:-1].isdigit(), f"expected a length, got {digits!r} after {MESSAGE + head!r}"
        return MESSAGE + head + digits + self._line.read(int(digits[:-1]) + 2)

    def _rest(self, silence_s: float = 0.05) -> bytes:
        self._line.timeout = silence_s
        try:
            return self._line.read(4096)
        finally:
            self._line.timeout = PATIENCE_S
