"""nginx and Caddy, run with the configurations of the documentation.

They are used as they stand there, but for the ports, the path and the certificate.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.processes import PATIENCE, ROOT, free_port

PAGES = ROOT / "docs" / "deployment"
Files = tuple[Path, Path]

NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
worker_processes 1;
worker_shutdown_timeout 1s;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""
"""What a distribution's own nginx.conf does, within one folder.

After a reload an old process goes at once, and not when its last connection ends.
"""


def replaced(text: str, changes: dict[str, str]) -> str:
    """Replace each text that is there exactly once by another."""
    for old, new in changes.items():
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    return text


class Nginx:
    """A running nginx; `port` is where it speaks TLS, for `localhost`."""

    def __init__(self, folder: Path, relay: int, certificate: Files, path: str) -> None:
        """Pass on what comes for `path` to the relay at a port."""
        folder.mkdir()
        self.port = free_port()
        chain, key = certificate
        site = replaced(
            (PAGES / "nginx.conf").read_text(encoding="utf-8"),
            {
                "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
                "listen [::]:443 ssl": f"listen [::1]:{self.port} ssl",
                "server_name retro.example.org": "server_name localhost",
                "/etc/letsencrypt/live/retro.example.org/fullchain.pem": str(chain),
                "/etc/letsencrypt/live/retro.example.org/privkey.pem": str(key),
                "/var/log/nginx/retro.error.log": f"{folder}/retro.error.log",
                "location / {": f"location {path} {{",
                "127.0.0.1:8484": f"127.0.0.1:{relay}",
            },
        )
        (folder / "site.conf").write_text(site, encoding="utf-8")
        self._conf = folder / "nginx.conf"
        self._conf.write_text(NGINX.format(folder=folder), encoding="utf-8")
        self.log = folder / "nginx.log"

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Run it as long as the block."""
        with subprocess.Popen(self._command()) as process, ending(process, self.port):
            yield

    def reload(self) -> None:
        """Have it read its configuration again, with new processes for what comes."""
        subprocess.run([*self._command(), "-s", "reload"], check=True)

    def _command(self) -> list[str]:
        return [program("nginx"), "-c", str(self._conf), "-e", str(self.log)]


@contextlib.contextmanager
def caddy(folder: Path, relay: int, certificate: Files) -> Iterator[int]:
    """Run Caddy as long as the block, and give the port where it speaks TLS."""
    folder.mkdir()
    port = free_port()
    chain, key = certificate
    text = replaced(
        (PAGES / "Caddyfile").read_text(encoding="utf-8"),
        {
            "retro.example.org {": f"https://localhost:{port} {{\n"
            f"\tbind 127.0.0.1\n\ttls {chain} {key}",
            "127.0.0.1:8484": f"127.0.0.1:{relay}",
        },
    )
    own = "{\n\tadmin off\n\tauto_https off\n}\n"
    conf = folder / "Caddyfile"
    conf.write_text(own + text, encoding="utf-8")
    command = [program("caddy"), "run", "--config", str(conf)]
    homes = {name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    with (folder / "log").open("w") as log:
        command += ["--adapter", "caddyfile"]
        process = subprocess.Popen(command, env=homes, stderr=log, stdout=log)
        with process, ending(process, port):
            yield port


def program(name: str) -> str:
    """Find a program, in the places for administrators too.

    A machine on which somebody tries the tests may lack it; where they are the proof,
    in CI, that is a failure.
    """
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found:
        return found
    missing = f"{name} is not installed; .ci/run installs it"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


@contextlib.contextmanager
def ending(process: subprocess.Popen[bytes], port: int) -> Iterator[None]:
    """Wait until something listens at a port, and end the process after the block."""
    try:
        for _ in range(int(PATIENCE * 50)):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port)).close()
                break
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.02)
                raise AssertionError(f"{process.args!r} ended: {process.returncode}")
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def healthy(port: int, trusts: ssl.SSLContext) -> str:
    """Ask at a port over TLS whether the relay is well; give the code and last line."""
    ask = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    plain = socket.create_connection(("127.0.0.1", port))
    with trusts.wrap_socket(plain, server_hostname="localhost") as asked:
        asked.sendall(ask)
        answer = b""
        while chunk := asked.recv(65536):
            answer += chunk
    lines = answer.decode().splitlines()
    return f"{lines[0].split()[1]} {lines[-1]}"
