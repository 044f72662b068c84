"""The relay's own certificate: read, read again while it runs, or refused in a word."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from formats.wire import Said
from server.certificate import Certificate
from server.relay import Relay
from server.starting import StartError
from tests.server.member import FK, Member
from tests.support.certificates import Authority
from tests.support.proxies import program

Files = tuple[Path, Path]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Give an authority."""
    return Authority(tmp_path)


def empty(files: Files) -> Files:
    """Take the certificate out of its file."""
    files[0].write_text("nothing here\n")
    return files


def damaged(files: Files) -> Files:
    """Put bytes that are no certificate between its lines."""
    lines = files[0].read_text().splitlines()
    files[0].write_text("\n".join([lines[0], "AAAA", lines[-1]]))
    return files


def swapped(files: Files) -> Files:
    """Take one file for the other."""
    return files[0], files[0]


def damaged_key(files: Files) -> Files:
    """Put bytes that are no key between its lines."""
    lines = files[1].read_text().splitlines()
    files[1].write_text("\n".join([lines[0], "AAAA", lines[-1]]))
    return files


def encrypted(files: Files) -> Files:
    """Lock the key with a passphrase."""
    locked = files[1].with_name("locked.key")
    command = [program("openssl"), "pkey", "-aes256", "-passout", "pass:x"]
    subprocess.run([*command, "-in", files[1], "-out", locked], check=True)
    return files[0], locked


def of_another(files: Files) -> Files:
    """Take another's key."""
    other = Authority(files[0].parent)
    return files[0], other.issue("localhost", called="other")[1]


@pytest.mark.parametrize(
    ("spoil", "code", "named"),
    [
        (empty, "not-a-certificate", 0),
        (damaged, "not-a-certificate", 0),
        (swapped, "not-a-key", 1),
        (damaged_key, "not-a-key", 1),
        (encrypted, "key-encrypted", 1),
        (of_another, "key-of-another", 1),
    ],
)
async def test_what_is_wrong_is_told(
    authority: Authority, spoil: Callable[[Files], Files], code: str, named: int
) -> None:
    """Each mistake has its code and names its file; nobody is asked for anything."""
    files = spoil(authority.issue("localhost"))
    with pytest.raises(StartError) as caught:
        await Relay("127.0.0.1", 0, None, certificate=files).start()
    assert (caught.value.code, caught.value.what) == (code, str(files[named]))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The system's own error carries the name of the file."""
    with pytest.raises(OSError, match=r"gone\.pem"):
        Certificate(tmp_path / "gone.pem", tmp_path / "gone.key").load()


async def test_a_renewed_certificate_needs_no_restart(
    authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    """New connections get the new one, who is in stays; a bad one changes nothing."""
    chain, key = authority.issue("localhost", called="first")
    trusts = ssl.create_default_context(cafile=authority.file)
    relay = Relay("127.0.0.1", 0, None, certificate=(chain, key))
    port = await relay.start()
    try:
        async with Member(port, "lead", fk=FK, tls=trusts) as lead:
            await lead.enter()
            first = lead.certificate()
            for source, place in zip(
                authority.issue("localhost", called="second"), (chain, key), strict=True
            ):
                source.replace(place)
            relay.renew()
            async with Member(port, "anna", tls=trusts) as anna:
                await anna.enter()
                second = anna.certificate()
                assert second != first
                key.write_text("spoilt")
                relay.renew()
                assert "certificate-kept" in caplog.text
                async with Member(port, "bob", tls=trusts) as bob:
                    assert bob.certificate() == second
                chain.unlink()
                relay.renew()
                assert "ENOENT" in caplog.text
                await lead.post(b"still here")
                assert (await anna.until(Said)).payload == b"still here"
    finally:
        await relay.stop()
    Relay("127.0.0.1", 0, None).renew()  # without one there is nothing to do
