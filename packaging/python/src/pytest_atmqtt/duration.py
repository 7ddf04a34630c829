"""Durations, as people write them in tests."""

from typing import Union

#: Seconds as a number, or a text with its unit, as ``"250ms"`` or ``"5s"``.
Duration = Union[int, float, str]


def duration_text(duration: Duration) -> str:
    """A duration as the program reads it."""
    return duration if isinstance(duration, str) else f"{round(duration * 1000)}ms"
