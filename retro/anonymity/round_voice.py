"""What one member says in a round: signed once, kept for who missed it."""

from __future__ import annotations

from nacl.signing import SigningKey

from formats.entries import MESSAGES, Message
from retro.anonymity.keys import Scope, sign
from retro.anonymity.round_effects import Effect, Send
from retro.anonymity.round_inbox import Heard, Inbox


class Voice:
    """Signs, hands out effects, and remembers what may have to be sent again."""

    def __init__(self, key: SigningKey, scope: Scope, rid: int, inbox: Inbox) -> None:
        """Speak with `key` in this scope and round; what I say is heard in `inbox`."""
        self.me = bytes(key.verify_key)
        self.sent: list[Send] = []
        self._key = key
        self._scope = scope
        self._rid = rid
        self._inbox = inbox
        self._effects: list[Effect] = []

    def tell(self, *effects: Effect) -> None:
        """Add effects for the owner of the round."""
        self._effects.extend(effects)

    def effects(self) -> list[Effect]:
        """Hand out the effects since the last time, in order."""
        effects, self._effects = self._effects, []
        return effects

    def once(self, to: bytes | None, message: Message, prev: bytes) -> Send:
        """Sign and send what need not be sent again."""
        body = MESSAGES.encode(message)
        sig = sign(self._key, message.TAG, self._scope, self._rid, prev, body)
        send = Send(to, message.TAG, body, sig)
        self.tell(send)
        return send

    def say(self, to: bytes | None, message: Message, prev: bytes) -> Send:
        """Sign and send my message of a phase, and hold it for `resend`."""
        send = self.once(to, message, prev)
        heard = Heard(message, send.body, send.sig)
        self._inbox.keep(message.TAG, self.me, heard)
        self.sent.append(send)
        return send


__all__ = ["Voice"]
