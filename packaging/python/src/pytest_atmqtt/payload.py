"""Payloads in bodies of requests."""

import base64
from typing import Dict, Union

#: Text is sent as UTF-8.
Payload = Union[str, bytes]


def payload_fields(payload: Payload) -> Dict[str, str]:
    """The field of a body that carries it."""
    if isinstance(payload, str):
        return {"text": payload}
    return {"base64": base64.b64encode(payload).decode("ascii")}
