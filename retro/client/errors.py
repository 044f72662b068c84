"""Why a client cannot go on, and why a command cannot be done."""

from __future__ import annotations


class ClientError(Exception):
    """The session cannot be joined or led; `code` is translated by the front.

    Codes: `unreachable`, `certificate-untrusted`, `certificate-date`,
    `certificate-name`, `certificates-file`, `no-tls`, `no-relay`, `relay-down`,
    `no-such-room`, `server-newer`, `server-older`, `session-newer`,
    `session-older`, `version`, `room-full`, `server-full`,
    `bad-signature`, `not-facilitator`, `malformed`, `ended`, `expired`,
    `replaced`, `not-begun`, `forged`, `forgotten`, `not-taken`, `not-let-in`.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        """Carry `code` and what fills its sentence (an address, never a text)."""
        super().__init__(code)
        self.code = code
        self.detail = detail


class NotAccepted(ValueError):
    """What a person typed cannot be done; `code` is of EXPERIENCE's error codes.

    `detail` fills the sentence: a count, a limit, an id.
    """

    def __init__(self, code: str, *detail: object) -> None:
        """Carry `code` and what fills its sentence."""
        super().__init__(code)
        self.code = code
        self.detail = tuple(str(part) for part in detail)
