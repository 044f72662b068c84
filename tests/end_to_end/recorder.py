"""A plain TCP proxy that keeps what passes, and reads the websocket frames in it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

from attrs import frozen

from tests.support.processes import PATIENCE

CHUNK = 65536
CONTINUATION, TEXT, BINARY = 0, 1, 2


@frozen
class Frame:
    """A websocket frame as on the wire, its payload unmasked; `size` is with header."""

    opcode: int
    size: int
    payload: bytes


def frames(stream: bytes) -> Iterator[Frame]:
    """Read the frames of one direction of a connection, after its HTTP part."""
    at = stream.find(b"\r\n\r\n") + 4
    while len(stream) >= at + 2 and at > 3:
        start = at
        opcode, length = stream[at] & 0x0F, stream[at + 1] & 0x7F
        masked = bool(stream[at + 1] & 0x80)
        at += 2
        if length in (126, 127):
            wide = 2 if length == 126 else 8
            length = int.from_bytes(stream[at : at + wide], "big")
            at += wide
        mask = stream[at : at + 4] if masked else bytes(4)
        at += 4 * masked
        raw = stream[at : at + length]
        if len(raw) < length:
            return
        at += length
        key = int.from_bytes((mask * (length // 4 + 1))[:length], "big")
        payload = (int.from_bytes(raw, "big") ^ key).to_bytes(length, "big")
        yield Frame(opcode, at - start, payload)


class Connection:
    """One client's connection through a recorder: what went either way."""

    def __init__(
        self,
        client: socket.socket,
        port: int,
        flow: threading.Event,
        passed: threading.Condition,
    ) -> None:
        """Connect the client on to the relay, and begin to pass on while it flows."""
        self._flow = flow
        self._passed = passed
        self.sent = bytearray()
        self.received = bytearray()
        self._ends = (client, socket.create_connection(("127.0.0.1", port)))
        self._threads = [
            threading.Thread(target=self._pass, args=ends, daemon=True)
            for ends in (
                (*self._ends, self.sent),
                (*reversed(self._ends), self.received),
            )
        ]
        for thread in self._threads:
            thread.start()

    def _pass(
        self, source: socket.socket, target: socket.socket, kept: bytearray
    ) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(CHUNK):
                kept += chunk
                if kept is self.sent:
                    self._flow.wait()
                target.sendall(chunk)
                with self._passed:
                    self._passed.notify_all()
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Break the connection."""
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for end in self._ends:
            end.close()


class Recorder:
    """Listens for one person's client, and passes everything on to the relay.

    While `flow` is not set, what the client sends gets no further.
    """

    def __init__(self, relay_port: int) -> None:
        """Listen on a port of its own."""
        self.connections: list[Connection] = []
        self.flow = threading.Event()
        self.flow.set()
        self._passed = threading.Condition()
        self._relay = relay_port
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"ws://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._socket.accept()
                made = Connection(client, self._relay, self.flow, self._passed)
                self.connections.append(made)

    def close(self) -> None:
        """Stop, and break what is connected."""
        self.flow.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()
        for connection in self.connections:
            connection.close()

    def sent(self) -> list[Frame]:
        """Give the binary frames that the client sent until now, in order."""
        return [
            frame
            for connection in self.connections
            for frame in frames(bytes(connection.sent))
            if frame.opcode == BINARY
        ]

    def wait_sent(self, count: int) -> None:
        """Wait until the client has sent so many frames, and they went on."""
        with self._passed:
            assert self._passed.wait_for(lambda: len(self.sent()) >= count, PATIENCE)

    def everything(self) -> bytes:
        """Give all bytes of both directions, as they went and with masks taken off."""
        parts = []
        for connection in self.connections:
            for stream in (bytes(connection.sent), bytes(connection.received)):
                parts += [stream, *(frame.payload for frame in frames(stream))]
        return b"\n".join(parts)
