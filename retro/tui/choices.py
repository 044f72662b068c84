"""What a person can choose at the start screen, as values; the commands open them."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen


@frozen(kw_only=True)
class Choice:
    """One choice at the start screen."""


@frozen(kw_only=True)
class Lead(Choice):
    """Lead a session. Empty is what the settings say; `norms` is a file to review.

    `here`: with a relay on this laptop, also when the settings name a server.
    """

    agenda: str = ""
    title: str = ""
    team: str = ""
    name: str = ""
    server: str = ""
    here: bool = False
    norms: Path | None = None


@frozen(kw_only=True)
class LeadOn(Choice):
    """Lead on with the session that broke off here."""


@frozen(kw_only=True)
class Join(Choice):
    """Join with a link or the four words, as typed; `screen` is a projector.

    `server` is where words alone are tried; empty is what the settings say.
    """

    invitation: str = ""
    name: str = ""
    server: str = ""
    screen: bool = False


@frozen(kw_only=True)
class Try(Choice):
    """Lead a session with colleagues who are played."""
