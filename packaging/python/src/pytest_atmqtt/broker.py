"""The embedded broker that modules reach."""

from typing import Any
from urllib.parse import urlsplit

from .control import Control
from .payload import Payload, payload_fields


class Broker:
    """The embedded broker of a program."""

    def __init__(self, control: Control, url: str) -> None:
        self._control = control
        #: As ``mqtt://127.0.0.1:1883``.
        self.url = url
        parts = urlsplit(url)
        #: Where it listens, as in ``AT+MQTTCONN=0,"<host>",<port>,0``.
        self.host = str(parts.hostname)
        self.port = int(parts.port or 1883)

    def publish(self, topic: str, payload: Payload, *, qos: int = 0, retain: bool = False) -> None:
        """Publishes to whoever has subscribed."""
        body = {"topic": topic, "qos": qos, "retain": retain, **payload_fields(payload)}
        self._control.request("POST", "/broker/messages", body)

    def clients(self) -> Any:
        """Who is connected."""
        return self._control.request("GET", "/broker/clients")["clients"]
