"""Join words: four common words that open one session and nothing else.

Each language has a list of 4096 words, so four of them are 48 bits; the lists share no
word, so the words tell their language. Argon2id stretches them, and domain-separated
hashes make of that the *room id*, which the relay sees, and the *session key*, which it
never sees. A link is the relay's address with the words behind the `#`, the part of an
address that is never sent.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from attrs import field, frozen
from nacl.pwhash import argon2id

from formats.hashing import H

LANGS = ("nl", "en")
COUNT = 4
BITS = 12
ENTROPY = COUNT * BITS // 8
MEMORY = 256 * 1024 * 1024
_PASSES = 3
_SALT = H("join words")[: argon2id.SALTBYTES]
_TEXT_MAX = 1000
_WORD_MAX = 24
_SCHEMES = ("ws", "wss")

Code = Literal["unknown-word", "wrong-count", "mixed-lists", "bad-link"]


class WordsError(Exception):
    """What was given are no join words.

    `code` says why: `unknown-word` and `mixed-lists` name one `word` (short and
    printable, whatever was typed) and the `nearest` words of the list, best first;
    `wrong-count` and `bad-link` name none.
    """

    def __init__(
        self, code: Code, word: str = "", nearest: tuple[str, ...] = ()
    ) -> None:
        """Keep what a message to a person needs."""
        super().__init__(code)
        self.code: Code = code
        self.word = word
        self.nearest = nearest


@frozen
class JoinWords:
    """Four words of one list, in order; kept out of `repr`, as they are a secret."""

    words: tuple[str, ...] = field(repr=False)
    lang: str


@frozen
class Secrets:
    """What the words become: the room's public id and the key only members have."""

    room: bytes
    key: bytes = field(repr=False)


def _read(name: str, lang: str) -> tuple[str, ...]:
    if lang not in LANGS:
        raise ValueError(lang)
    text = (files(__package__) / f"{name}_{lang}.txt").read_text(encoding="ascii")
    return tuple(text.split())


@lru_cache
def join_words(lang: str) -> tuple[str, ...]:
    """List the 4096 join words of `lang` ("nl" or "en"), in alphabetical order."""
    return _read("words", lang)


@lru_cache
def roster_words(lang: str) -> tuple[str, ...]:
    """List the 256 words of `lang` that a roster is read out loud with, in order."""
    return _read("roster", lang)


@lru_cache
def _languages() -> Mapping[str, str]:
    """Say for every join word whose it is."""
    return MappingProxyType({word: lang for lang in LANGS for word in join_words(lang)})


def new_words(lang: str, entropy: bytes) -> JoinWords:
    """Turn 6 random bytes into four words, 12 bits each."""
    if len(entropy) != ENTROPY:
        raise ValueError(len(entropy))
    number = int.from_bytes(entropy, "big")
    words = join_words(lang)
    places = range(BITS * (COUNT - 1), -1, -BITS)
    return JoinWords(
        tuple(words[number >> at & (1 << BITS) - 1] for at in places), lang
    )


def split(text: str) -> list[str]:
    """Take typed words apart: split at spaces, punctuation, the invisible.

    Case and accents are dropped. The words need not be ones of a list.
    """
    kept = (
        " " if kind[0] in "PZC" else character
        for character in unicodedata.normalize("NFKD", text)
        if (kind := unicodedata.category(character)) != "Mn"
    )
    return "".join(kept).casefold().split()


def _nearest(word: str, langs: Sequence[str]) -> tuple[str, ...]:
    candidates = [candidate for lang in langs for candidate in join_words(lang)]
    return tuple(get_close_matches(word, candidates))


def check(words: Sequence[str]) -> str:
    """Give the language of these words, one or more; WordsError for the first wrong.

    All are to be of one list, the one that most of them are of.
    """
    found = [_languages().get(word) for word in words]
    known = Counter(lang for lang in found if lang).most_common(1)
    for word, lang in zip(words, found, strict=True):
        if not lang:
            short = word[:_WORD_MAX]
            langs = [known[0][0]] if known else LANGS
            raise WordsError("unknown-word", short, _nearest(short, langs))
    main = known[0][0]
    for word, lang in zip(words, found, strict=True):
        if lang != main:
            raise WordsError("mixed-lists", word, _nearest(word, [main]))
    return main


def _whole(words: Sequence[str]) -> JoinWords:
    """Make join words of as many words as these are."""
    if len(words) != COUNT:
        raise WordsError("wrong-count")
    return JoinWords(tuple(words), check(words))


def parse(given: str | Sequence[str]) -> JoinWords:
    """Read join words as people give them, or raise WordsError.

    One text or the arguments of a command: apart, quoted, hyphenated, in capitals, with
    spaces around, or a link.
    """
    text = given if isinstance(given, str) else " ".join(given)
    if linked := parse_link(text):
        return linked[1]
    if len(text) > _TEXT_MAX:
        raise WordsError("wrong-count")
    return _whole(split(text))


def parse_link(text: str) -> tuple[str, JoinWords] | None:
    """Take a link apart: the relay's address without the words, and the words.

    None when it does not look like a link; WordsError when it does and is none.
    """
    text = text.strip(" \t\r\n\"'<>")
    if "://" not in text:
        return None
    if len(text) > _TEXT_MAX or not text.isascii() or not text.isprintable():
        raise WordsError("bad-link")
    try:
        parts = urlsplit(text)
        usable = parts.hostname and parts.port != 0
    except ValueError:
        raise WordsError("bad-link") from None
    if parts.scheme not in _SCHEMES or not usable or "@" in parts.netloc or " " in text:
        raise WordsError("bad-link")
    url = urlunsplit(parts._replace(path=parts.path or "/", fragment=""))
    return url, _whole(split(parts.fragment))


def server_url(host: str, port: int, *, secure: bool = False) -> str:
    """Write the address of a relay; an IPv6 host goes in brackets."""
    inside = f"[{host}]" if ":" in host else host
    return f"{_SCHEMES[secure]}://{inside}:{port}/"


def link(url: str, words: Sequence[str]) -> str:
    """Write the one line that a colleague needs: the relay's address and the words."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path or "/", fragment="-".join(words)))


def derive(words: Sequence[str], *, memory_bytes: int = MEMORY) -> Secrets:
    """Stretch the words, as `parse` gave them, into the room id and the session key.

    Takes about a second and `memory_bytes` of memory, on purpose: guessing the words of
    a recorded session costs that for every guess. Tests ask for less.
    """
    stretched = argon2id.kdf(
        32, "-".join(words).encode(), _SALT, opslimit=_PASSES, memlimit=memory_bytes
    )
    return Secrets(H("room", stretched), H("session key", stretched))
