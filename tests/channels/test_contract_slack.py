"""Slack keeps the contract of every channel."""

import pytest

from tests.channels.contract import ChannelContract
from tests.channels.slack import SlackHarness


class TestSlack(ChannelContract):
    @pytest.fixture
    def harness(self) -> SlackHarness:
        return SlackHarness()
