"""For every test of a screen: time on the wall takes nothing away."""

import pytest
from textual.app import App


@pytest.fixture(autouse=True)
def _what_is_said_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no notification go by itself, however busy the machine is."""
    monkeypatch.setattr(App, "NOTIFICATION_TIMEOUT", 3600.0)
