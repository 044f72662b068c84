"""Which servers a client trusts over TLS, and what is the matter with one it does not.

The system decides, so that what an organisation's administrators put there counts, on
each system in its own way; `SSL_CERT_FILE` in the environment names more.
"""

from __future__ import annotations

import os
import ssl

from websockets.exceptions import InvalidHandshake, InvalidStatus

from retro.client.errors import ClientError

TOO_MANY = 429
"""The status with which a relay, or what is before it, turns an address away."""
_DATES = {9, 10}
"""OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED."""
_NAMES = {62, 64}
"""X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH."""


def trusted() -> ssl.SSLContext:
    """Give what a connection over TLS is made with; `ClientError` if that cannot be."""
    from truststore import SSLContext  # noqa: PLC0415  only wss needs it

    context = SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if named := os.environ.get("SSL_CERT_FILE"):
        try:
            context.load_verify_locations(named)
        except OSError as error:
            raise ClientError("certificates-file", named) from error
    return context


def why_not(error: Exception, url: str) -> ClientError:
    """Say why there is no connection to `url`."""
    return ClientError(_code(error), url)


def _code(error: Exception) -> str:
    match error:
        case ssl.SSLCertVerificationError(verify_code=code) if code in _DATES:
            return "certificate-date"
        case ssl.SSLCertVerificationError(verify_code=code) if code in _NAMES:
            return "certificate-name"
        case ssl.SSLCertVerificationError():
            return "certificate-untrusted"
        # The latter: closed in the middle of the handshake.
        case ssl.SSLError() | ConnectionResetError(errno=None):
            return "no-tls"
        case InvalidStatus(response=response) if response.status_code >= 500:
            return "relay-down"
        case InvalidStatus(response=response) if response.status_code == TOO_MANY:
            return "server-full"
        case InvalidHandshake():
            return "no-relay"
    return "unreachable"
