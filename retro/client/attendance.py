"""Who is here: connections as the server tells them, and names as members told them."""

from __future__ import annotations

from attrs import define, field

from retro.client.events import People


@define
class Attendance:
    """Connected keys and known names: a hint for people, no fact for the protocol."""

    connected: tuple[bytes, ...] = ()
    lead: bytes = b""
    names: dict[bytes, str] = field(factory=dict)
    screens: dict[bytes, str] = field(factory=dict)

    def members_here(self) -> tuple[bytes, ...]:
        """Give the connected keys that said who they are and are no screen."""
        return tuple(key for key in self.connected if key in self.names)

    def name(self, key: bytes) -> str:
        """Give the name that goes with a member key, or an empty text."""
        return self.names.get(key, "")

    def people(self) -> People:
        """Give the event that shows who is here."""
        return People(
            members=tuple(self.names[key] for key in self.members_here()),
            screens=tuple(
                self.screens[key] for key in self.connected if key in self.screens
            ),
        )
