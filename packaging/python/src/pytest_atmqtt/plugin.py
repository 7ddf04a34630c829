"""The plug-in: its options and fixtures."""

import os
import shlex
from pathlib import Path
from typing import Any, Generator, Iterator, List

import pytest

from .broker import Broker
from .control import Control
from .expectations import Expect
from .faults import Faults
from .module import Atmqtt
from .program import Program, StartError, default_command

_MODULE = pytest.StashKey[Atmqtt]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds ``--atmqtt``."""
    parser.getgroup("atmqtt").addoption(
        "--atmqtt",
        metavar="COMMAND",
        default=os.environ.get("ATMQTT"),
        help="how atmqtt is started (default: ATMQTT of the environment, node_modules/.bin/atmqtt, or atmqtt of the PATH)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Makes the mark known."""
    config.addinivalue_line(
        "markers",
        "atmqtt(*arguments, **settings): arguments of `atmqtt run`, and settings of the module, "
        "as in @pytest.mark.atmqtt('--fault', 'wifi.drop,after=1s', firmware='2.4')",
    )


@pytest.fixture
def atmqtt_arguments(request: pytest.FixtureRequest) -> List[str]:
    """Arguments of ``atmqtt run``: those of the marks, the one of the test last; redefine it for a whole suite."""
    arguments: List[str] = []
    for mark in reversed(list(request.node.iter_markers("atmqtt"))):
        arguments += [str(each) for each in mark.args]
        for name, value in mark.kwargs.items():
            arguments += ["--set", f"{name}={_setting(value)}"]
    return arguments


@pytest.fixture
def atmqtt(
    request: pytest.FixtureRequest, tmp_path: Path, atmqtt_arguments: List[str]
) -> Iterator[Atmqtt]:
    """A module of its own for each test, with the embedded broker beside it."""
    given = request.config.getoption("--atmqtt")
    command = shlex.split(given) if given else [default_command()]
    port = "tcp-listen:127.0.0.1:0" if os.name == "nt" else f"pty:{tmp_path / 'tty'}"
    arguments = ["--port", port, "--broker", "127.0.0.1:0", *atmqtt_arguments]
    try:
        program = Program(command, tmp_path, arguments)
    except StartError as error:
        pytest.fail(str(error), pytrace=False)
    with program:
        control = program.ready["control"]
        module = Atmqtt(program, Control(control["url"], control["token"]))
        request.node.stash[_MODULE] = module
        try:
            yield module
        finally:
            module.close()


@pytest.fixture
def atmqtt_broker(atmqtt: Atmqtt) -> Broker:
    """The embedded broker."""
    return Broker(atmqtt.control, atmqtt.program.ready["broker"]["url"])


@pytest.fixture
def atmqtt_faults(atmqtt: Atmqtt) -> Iterator[Faults]:
    """What goes wrong with module and broker; all is well again after the test."""
    faults = Faults(atmqtt.control, atmqtt.name)
    yield faults
    faults.clear()


@pytest.fixture
def expect(atmqtt: Atmqtt) -> Expect:
    """Waits for what the module does."""
    return Expect(atmqtt.control, atmqtt.name)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Shows the conversation and the log below a test that failed."""
    outcome = yield
    report = outcome.get_result()
    module = item.stash.get(_MODULE, None)
    if module is None or report.when != "call" or not report.failed:
        return
    report.sections.append(("atmqtt log", module.log()))
    try:
        report.sections.append(("atmqtt transcript", module.transcript()))
    except Exception as error:  # The program may be what failed.
        report.sections.append(("atmqtt transcript", f"not to be had: {error}"))


def _setting(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
