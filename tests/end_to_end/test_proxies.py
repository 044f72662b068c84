"""The relay behind nginx and behind Caddy, configured as the documentation says."""

from __future__ import annotations

import asyncio
import json
import ssl
from pathlib import Path

import pytest

from formats.wire import POST_BYTES, Said
from server.relay import Relay
from tests.server.member import FK, Member
from tests.support.certificates import Authority
from tests.support.processes import Stage
from tests.support.proxies import Nginx, caddy, healthy

NAMES = [f"Member {number}" for number in range(1, 5)]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Give an authority."""
    return Authority(tmp_path)


def test_a_session_through_nginx(
    stage: Stage, authority: Authority, tmp_path: Path
) -> None:
    """A whole session over TLS, at a path, past a reload of nginx and a killed relay.

    Neither nginx nor the relay at its most talkative writes down who or what.
    """
    stage.variables["SSL_CERT_FILE"] = str(authority.file)
    certificate = authority.issue("localhost")
    proxied = ("--trusted-proxy", "127.0.0.1", "--log-level", "debug")
    relay, port = stage.serve(0, *proxied)
    nginx = Nginx(tmp_path / "nginx", port, certificate, "/retro/")
    with nginx.running():
        url = f"wss://localhost:{nginx.port}/retro/"
        titled = ("--title", "Sunny Court in May", "--team", "Sunny Court")
        lead = stage.host("--server", url, "--small-group", *titled)
        assert lead.last("welcome")["link"].startswith(f"{url}#")
        team = stage.team(lead, NAMES)
        team.go("write")
        for each in team:
            each.ok(f"note need {each.name} has something to say")
        since = [each.now for each in team]
        nginx.reload()
        for state in ("down", "up"):
            team.all_see("link", lambda event: event["state"] == state, since=since)  # noqa: B023  within this turn
        for board in team.collect("notes"):
            texts = {note["text"] for note in board["notes"]}
            assert texts == {f"{each.name} has something to say" for each in team}
        since = [each.now for each in team]
        relay.kill()
        team.all_see("link", lambda event: event["state"] == "down", since=since)
        relay.ended()
        killed = relay.stderr
        relay, _ = stage.serve(port, *proxied)
        team.all_see("link", lambda event: event["state"] == "up", since=since)
        team.end()
    relay.terminate()
    assert relay.ended() == 0
    log = killed + relay.stderr
    events = [json.loads(line)["event"] for line in log.splitlines()]
    assert {"started", "opened", "entered", "left", "stopped"} <= {*events}
    secrets = {"127.0.0.1", "localhost", "Sunny", "something", "need", "Facilitator"}
    secrets |= {"Member", "::1", *lead.last("welcome")["words"].split()}
    nginx_log = (tmp_path / "nginx" / "retro.error.log").read_text()
    for written in (log, nginx_log):
        assert [secret for secret in secrets if secret in written] == []


async def test_nginx_passes_on_what_is_large(
    authority: Authority, tmp_path: Path
) -> None:
    """The largest message there is, and the health of the relay, or that it is down."""
    relay = Relay("127.0.0.1", 0, None)
    port = await relay.start()
    nginx = Nginx(tmp_path / "nginx", port, authority.issue("localhost"), "/")
    with nginx.running():
        await passes(nginx.port, authority)
        await relay.stop()
        trusts = ssl.create_default_context(cafile=authority.file)
        down = await asyncio.to_thread(healthy, nginx.port, trusts)
        assert down.startswith("502 ")


async def test_caddy_passes_on_what_is_large(
    authority: Authority, tmp_path: Path
) -> None:
    """The largest message there is, and the health of the relay."""
    relay = Relay("127.0.0.1", 0, None)
    port = await relay.start()
    with caddy(tmp_path / "caddy", port, authority.issue("localhost")) as proxy:
        await passes(proxy, authority)
    await relay.stop()


async def passes(port: int, authority: Authority) -> None:
    """Send the largest message through a proxy, and ask after the relay's health."""
    trusts = ssl.create_default_context(cafile=authority.file)
    async with (
        Member(port, "lead", fk=FK, tls=trusts) as lead,
        Member(port, "anna", tls=trusts) as anna,
    ):
        await lead.enter()
        await anna.enter()
        await anna.post(bytes(POST_BYTES), to=lead.vk)
        assert len((await lead.until(Said)).payload) == POST_BYTES
    assert await asyncio.to_thread(healthy, port, trusts) == "200 ok"
