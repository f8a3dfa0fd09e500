"""The log in memory keeps the contract of all logs."""

import pytest

from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.log import EventLog
from tests.helpers.memory_log import MemoryLog
from tests.log.contract import EventLogContract


class TestMemoryLog(EventLogContract):
    @pytest.fixture
    def log(self) -> EventLog:
        return MemoryLog(KINDS)

    def new_log(self) -> EventLog:
        return MemoryLog(KINDS)

    def reopened(self, log: EventLog) -> EventLog:
        return log
