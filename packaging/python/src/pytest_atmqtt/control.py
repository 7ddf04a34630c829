"""Requests to the control plane of a running atmqtt."""

import json
import urllib.error
import urllib.request
from typing import Any, Mapping, Optional

# What the answer may take beyond what was asked to be waited for.
MARGIN_S = 10.0


class ControlError(Exception):
    """The control plane refused a request; its text says why."""

    def __init__(self, status: int, code: str, text: str, parameters: Mapping[str, Any]) -> None:
        super().__init__(text)
        #: The status of HTTP.
        self.status = status
        #: A stable code, such as ``TIMEOUT``.
        self.code = code
        #: What the text is made from.
        self.parameters = parameters


class Control:
    """The control plane of one program."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url.rstrip("/")
        self._token = token
        # Not through a proxy of the environment: it is on this machine.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def request(
        self, method: str, path: str, body: Optional[Mapping[str, Any]] = None, wait_s: float = 0.0
    ) -> Any:
        """Asks for something below ``/api/v1``.

        :param path: as ``/modules/module/reset``
        :param body: what is sent as JSON
        :param wait_s: how long the program was asked to wait, in seconds
        :raises ControlError: when it is refused
        """
        headers = {"authorization": f"Bearer {self._token}", "accept": "application/json"}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["content-type"] = "application/json"
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data, headers, method=method)
        try:
            with self._opener.open(request, timeout=wait_s + MARGIN_S) as response:
                return _parse(response.read())
        except urllib.error.HTTPError as error:
            with error:
                answer = _parse(error.read())
            told = answer.get("error", {}) if isinstance(answer, dict) else {}
            text, parameters = told.get("text", str(error)), told.get("parameters", {})
            raise ControlError(error.code, told.get("code", ""), text, parameters) from None


def _parse(octets: bytes) -> Any:
    if octets == b"":
        return None
    try:
        return json.loads(octets)
    except ValueError:
        return octets.decode("utf-8", "replace")
