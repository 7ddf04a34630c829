"""Fixtures for pytest: an ESP-AT MQTT module in software, its broker, and what goes wrong with them."""

from .broker import Broker
from .control import Control, ControlError
from .expectations import Expect
from .faults import Faults
from .module import Atmqtt
from .program import Program, StartError

__version__ = "0.1.0"

__all__ = ["Atmqtt", "Broker", "Control", "ControlError", "Expect", "Faults", "Program", "StartError"]
