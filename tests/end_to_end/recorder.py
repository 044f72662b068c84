"""A plain TCP proxy that keeps what passes, and reads the websocket frames in it."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

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

    def __init__(self, client: socket.socket, recorder: Recorder) -> None:
        """Connect the client on to the relay, and begin to pass on."""
        self.sent = bytearray()
        self.received = bytearray()
        self.arrived: list[tuple[float, int]] = []
        """When, on the monotonic clock, so many bytes had been sent."""
        self._recorder = recorder
        self._through = 0
        relay = socket.create_connection(("127.0.0.1", recorder.relay_port))
        self._ends = (client, relay)
        self._threads = [
            threading.Thread(target=self._send, daemon=True),
            threading.Thread(target=self._receive, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _send(self) -> None:
        client, relay = self._ends
        with contextlib.suppress(OSError):
            while chunk := client.recv(CHUNK):
                self.sent += chunk
                self.arrived.append((time.monotonic(), len(self.sent)))
                until = self._let_through()
                relay.sendall(self.sent[self._through : until])
                self._through = until
                self._recorder.notify()
        with contextlib.suppress(OSError):
            relay.shutdown(socket.SHUT_WR)

    def _let_through(self) -> int:
        """Give how much may go on: whole frames, up to the first that is held back."""
        stream = bytes(self.sent)
        if self._recorder.held:
            return self._through
        at = stream.find(b"\r\n\r\n") + 4
        if at < 4:
            return len(stream)
        for frame in frames(stream):
            if at >= self._through and self._recorder.holds(frame):
                break
            at += frame.size
        return at

    def _receive(self) -> None:
        client, relay = self._ends
        with contextlib.suppress(OSError):
            while chunk := relay.recv(CHUNK):
                self.received += chunk
                client.sendall(chunk)
        with contextlib.suppress(OSError):
            client.shutdown(socket.SHUT_WR)

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

    From the first binary frame for which `hold` says so, nothing that the client sends
    gets any further.
    """

    def __init__(self, relay_port: int) -> None:
        """Listen on a port of its own."""
        self.relay_port = relay_port
        self.connections: list[Connection] = []
        self.hold: Callable[[Frame], bool] = lambda _: False
        self.held = False
        self._changed = threading.Condition()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"ws://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._socket.accept()
                self.connections.append(Connection(client, self))

    def close(self) -> None:
        """Stop, and break what is connected."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()
        for connection in self.connections:
            connection.close()

    def holds(self, frame: Frame) -> bool:
        """Hold back this frame and all after it, or not."""
        self.held = frame.opcode == BINARY and self.hold(frame)
        return self.held

    def notify(self) -> None:
        """Look again at what is waited for."""
        with self._changed:
            self._changed.notify_all()

    def _until(self, met: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(met, PATIENCE)

    def wait_held(self) -> None:
        """Wait until something was held back."""
        self._until(lambda: self.held)

    def wait_sent(self, count: int) -> None:
        """Wait until the client has sent so many frames."""
        self._until(lambda: len(self.sent()) >= count)

    def sent(self) -> list[Frame]:
        """Give the binary frames that the client sent until now, in order."""
        return [
            frame
            for connection in self.connections
            for frame in frames(bytes(connection.sent))
            if frame.opcode == BINARY
        ]

    def sent_at(self) -> list[tuple[float, Frame]]:
        """Give the binary frames that the client sent, with when each was whole."""
        timed = []
        for connection in self.connections:
            stream, arrived = bytes(connection.sent), list(connection.arrived)
            at = stream.find(b"\r\n\r\n") + 4
            for frame in frames(stream):
                at += frame.size
                when = next(time for time, total in arrived if total >= at)
                if frame.opcode == BINARY:
                    timed.append((when, frame))
        return timed

    def everything(self) -> bytes:
        """Give all bytes of both directions, as they went and with masks taken off."""
        parts = []
        for connection in self.connections:
            for stream in (bytes(connection.sent), bytes(connection.received)):
                parts += [stream, *(frame.payload for frame in frames(stream))]
        return b"\n".join(parts)
