"""Is a login who it says: version and signatures, nothing of the room."""

from __future__ import annotations

from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

from formats.wire import VERSION, Login, RefusedCode, login_bytes


def check_login(login: Login, nonce: bytes) -> RefusedCode | None:
    """Say what is wrong with a login that answers the challenge `nonce`, or None."""
    if login.version != VERSION:
        return "version"
    message = login_bytes(login.room, nonce, login.nonce)
    signed = [(login.key, login.sig)]
    if login.lead is not None:
        signed.append((login.lead.key, login.lead.sig))
    try:
        for key, signature in signed:
            VerifyKey(key).verify(message, signature)
    except CryptoError:
        return "bad-signature"
    return None
