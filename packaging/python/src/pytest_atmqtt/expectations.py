"""Waiting for what the module does."""

from typing import Any, Dict, Optional

from .control import Control, ControlError

TIMED_OUT = 408
PATIENCE_S = 5.0
SHOWN = 20


class Expect:
    """Waits for events of the module, in their order.

    Each call goes on behind the event that the last one returned, so that nothing is missed between two calls, and what came before
    the test asks counts too. A call that waits in vain fails the test with what came instead. A text may be a part of what is
    compared, or a regular expression between slashes.
    """

    def __init__(self, control: Control, module: str) -> None:
        self._control = control
        self._module = module
        self._since = 0

    def command(
        self, line: Optional[str] = None, *, ok: Optional[bool] = None, timeout: float = PATIENCE_S
    ) -> Any:
        """A command that was answered.

        :param line: as ``AT+MQTTPUB=``
        :param ok: whether it succeeded; None: either
        """
        return self._wait("command", {"command": line, "ok": ok}, timeout)

    def state(self, state: int, *, link: int = 0, timeout: float = PATIENCE_S) -> Any:
        """A link that comes into a state, 0 to 6 as ``AT+MQTTCONN?`` prints it; ``atmqtt.state()`` is the present one."""
        return self._wait("state", {"state": state, "link": link}, timeout)

    def publish(
        self,
        topic: Optional[str] = None,
        payload: Optional[str] = None,
        *,
        qos: Optional[int] = None,
        timeout: float = PATIENCE_S,
    ) -> Any:
        """A message that the module publishes.

        :param topic: a topic filter, with ``+`` and ``#``
        """
        return self._wait("publish", {"topic": topic, "text": payload, "qos": qos}, timeout)

    def message(self, text: Optional[str] = None, *, timeout: float = PATIENCE_S) -> Any:
        """A line that the module writes by itself (URC), such as ``ready`` or ``+MQTTDISCONNECTED:0``."""
        return self._wait("message", {"text": text}, timeout)

    def compat(self, rule: Optional[str] = None, *, timeout: float = PATIENCE_S) -> Any:
        """Something that a genuine module would not have done; ``docs/reference/compat.md`` of atmqtt lists the rules."""
        return self._wait("compat", {"rule": rule}, timeout)

    def event(self, kind: str, *, timeout: float = PATIENCE_S, **fields: Any) -> Any:
        """Any event, with fields that it must have; ``docs/reference/control.md`` of atmqtt lists them."""
        return self._wait("event", {"event": kind, "fields": fields or None}, timeout)

    def _wait(self, kind: str, fields: Dict[str, Any], timeout: float) -> Any:
        __tracebackhide__ = True
        asked = {name: value for name, value in fields.items() if value is not None}
        times: Dict[str, Any] = {"since": self._since, "timeoutMs": round(timeout * 1000)}
        body = {"for": kind, "module": self._module, **times, **asked}
        try:
            event = self._control.request("POST", "/wait", body, timeout)["event"]
        except ControlError as error:
            if error.status != TIMED_OUT:
                raise
            raise AssertionError(_in_vain(error, kind, asked)) from None
        self._since = event["id"]
        return event


def _in_vain(error: ControlError, kind: str, asked: Dict[str, Any]) -> str:
    wanted = " ".join([kind, *(f"{name}={value!r}" for name, value in asked.items())])
    seen = error.parameters.get("seen", [])
    lines = [f"  {_short(each)}" for each in seen[-SHOWN:]] or ["  nothing"]
    return "\n".join([f"expected {wanted}; {error}", *lines])


def _short(event: Any) -> str:
    hidden = ("time", "module", "id", "event")
    rest = " ".join(f"{name}={value!r}" for name, value in event.items() if name not in hidden)
    return f"{event.get('event')} {rest}"
