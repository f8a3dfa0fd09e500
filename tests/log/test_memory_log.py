"""The log in memory keeps the contract of all logs."""

import pytest

from facilitator_console.log import EventLog, MemoryLog
from tests.log.contract import EventLogContract


class TestMemoryLog(EventLogContract):
    @pytest.fixture
    def log(self) -> EventLog:
        return MemoryLog()

    def new_log(self) -> EventLog:
        return MemoryLog()

    def reopened(self, log: EventLog) -> EventLog:
        return log
