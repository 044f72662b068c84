"""Join words: what people type becomes one room and one key, or one clear reason."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retro.anonymity.joinwords import (
    ENTROPY,
    LANGS,
    JoinWords,
    WordsError,
    derive,
    join_words,
    link,
    new_words,
    parse,
    parse_link,
    roster_words,
    server_url,
)

WORDS = ("appel", "fiets", "piano", "zomer")
ENGLISH = ("apple", "bicycle", "guitar", "summer")
FAST = {"memory_bytes": 64 * 1024}

entropies = st.binary(min_size=ENTROPY, max_size=ENTROPY)
fresh = st.builds(new_words, st.sampled_from(LANGS), entropies)


def refusal(given_: str | list[str]) -> WordsError:
    """Give the error that parsing this raises."""
    with pytest.raises(WordsError) as caught:
        parse(given_)
    return caught.value


def test_every_twelve_bits_choose_a_word() -> None:
    """The first and the last word of the list can both come up, in every place."""
    words = join_words("nl")
    first, last = words[0], words[-1]
    assert new_words("nl", bytes(6)).words == (first,) * 4
    assert new_words("nl", b"\xff" * 6).words == (last,) * 4
    assert new_words("nl", b"\0\0\1\0\x20\3").words == (first, *words[1:4])


@given(entropies, entropies)
def test_different_entropy_gives_different_words(a: bytes, b: bytes) -> None:
    """No bit of the 48 is lost."""
    assert (a == b) == (new_words("en", a).words == new_words("en", b).words)


@pytest.mark.parametrize("size", [0, 5, 7])
def test_too_little_entropy_is_a_mistake(size: int) -> None:
    """Weak words are never made by accident."""
    with pytest.raises(ValueError, match=str(size)):
        new_words("nl", bytes(size))


@pytest.mark.parametrize("lang", ["de", "NL", "../en"])
def test_an_unknown_language_is_a_mistake(lang: str) -> None:
    """There are two lists, and a language never becomes the path of a file."""
    for words in (join_words, roster_words):
        with pytest.raises(ValueError, match=re.escape(lang)):
            words(lang)


@pytest.mark.parametrize(
    "typed",
    [
        ["appel", "fiets", "piano", "zomer"],
        ["appel fiets piano zomer"],
        ["appel-fiets", "piano-zomer"],
        "appel fiets piano zomer",
        "appel-fiets-piano-zomer",
        "  Appel  FIETS\tpiano zomer \r\n",
        "'appel fiets piano zomer'",
        "“appel, fiets, piano, zomer.”",
        "appel \N{EN DASH} fiets\N{NON-BREAKING HYPHEN}piano\N{ZERO WIDTH SPACE}zomer",
        "appél fïets piano zomer",
        "\N{BYTE ORDER MARK}appel fiets piano zomer",
        "#appel-fiets-piano-zomer",
        "ws://localhost:8765/#appel-fiets-piano-zomer",
        ["wss://relay.example.org/#appel-fiets-piano-zomer"],
    ],
)
def test_words_may_come_in_any_common_form(typed: str | list[str]) -> None:
    """Apart, quoted, hyphenated, in capitals, autocorrected or as a link: the same."""
    assert parse(typed) == JoinWords(WORDS, "nl")


@given(fresh)
def test_words_tell_their_language(words: JoinWords) -> None:
    """New words are read back as themselves, with the language they came from."""
    assert parse(words.words) == words


def test_a_wrong_word_is_named_with_the_nearest() -> None:
    """A typing slip is shown with what was probably meant."""
    error = refusal("appel fiest piano zomer")
    assert (error.code, error.word) == ("unknown-word", "fiest")
    assert "fiets" in error.nearest


def test_the_nearest_words_are_of_the_list_of_the_others() -> None:
    """Three English words ask for a fourth English one."""
    error = refusal("apple bicycle guitar zomerr")
    assert error.word == "zomerr"
    assert set(error.nearest) <= set(join_words("en"))


def test_without_a_known_word_both_lists_help() -> None:
    """When all words are wrong, the first is named, with words of either list."""
    error = refusal("appeel applle xxxx yyyy")
    assert (error.code, error.word) == ("unknown-word", "appeel")
    assert "appel" in error.nearest


@pytest.mark.parametrize("typed", ["", "appel fiets piano", "appel " * 5, [], "ws:// "])
def test_too_few_or_too_many_words(typed: str | list[str]) -> None:
    """Anything but four words is refused without naming one."""
    error = refusal(typed)
    assert error.code in {"wrong-count", "bad-link"}
    assert (error.word, error.nearest) == ("", ())


def test_a_text_too_long_to_be_words_is_not_even_split() -> None:
    """A thousand characters are read; one more are not, whatever they hold."""
    typed = "appel fiets piano zomer".ljust(1000)
    assert parse(typed) == JoinWords(WORDS, "nl")
    error = refusal(typed + " ")
    assert (error.code, error.word) == ("wrong-count", "")


def test_a_link_is_printable_and_of_a_length_that_links_have() -> None:
    """What could move a cursor, or goes on without end, is no link."""
    words = "#appel-fiets-piano-zomer"
    long = "ws://localhost/".ljust(1000 - len(words), "a")
    assert parse(long + words) == JoinWords(WORDS, "nl")
    for wrong in (long + "a" + words, f"ws://local\x1bhost/{words}"):
        assert refusal(wrong).code == "bad-link"


def test_words_of_two_lists_do_not_go_together() -> None:
    """A word of the other language is named."""
    error = refusal("appel fiets summer piano")
    assert (error.code, error.word) == ("mixed-lists", "summer")
    assert error.nearest
    assert set(error.nearest) <= set(join_words("nl"))


def test_half_and_half_goes_by_the_first_word() -> None:
    """When neither language has more words, the first word's is taken."""
    error = refusal("apple fiets summer piano")
    assert (error.code, error.word) == ("mixed-lists", "fiets")


@given(
    st.one_of(
        st.text(),
        st.lists(st.text()),
        st.lists(st.text(alphabet="\0\x1b[]:/#%@ws-a\n\u202e\ud800", min_size=4)),
        st.from_regex(r"wss?://\S*#?\S*"),
    )
)
def test_hostile_text_is_refused_with_our_own_error(typed: str | list[str]) -> None:
    """Whatever is typed, pasted or piped in: four words or one printable reason."""
    error = refusal(typed)
    assert error.word.isprintable()
    assert len(error.word) <= 24


@pytest.mark.parametrize(
    "typed",
    ["a" * 10**6, "ws://" + "a" * 10**6, "appel " * 10**5, ["a"] * 10**5],
)
def test_huge_text_is_refused_at_once(typed: str | list[str]) -> None:
    """A pasted file costs no search for near words."""
    assert refusal(typed).nearest == ()


def test_a_long_wrong_word_is_shown_short() -> None:
    """An error fits on a line, whatever was typed."""
    assert len(refusal("appel fiets piano " + "z" * 500).word) == 24


@given(
    fresh,
    st.sampled_from(["localhost", "10.0.0.1", "::1", "fe80::1", "relay.example.org"]),
    st.integers(1, 65535),
    st.booleans(),
)
def test_a_link_is_read_back(
    words: JoinWords, host: str, port: int, secure: bool
) -> None:
    """What the facilitator pastes in the chat is what a colleague's client reads."""
    url = server_url(host, port, secure=secure)
    assert parse_link(link(url, words.words)) == (url, words)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("ws://[::1]:8765/#", "ws://[::1]:8765/"),
        ("  <wss://relay.example.org#", "wss://relay.example.org/"),
        ("WSS://relay.example.org/team?a=b#", "wss://relay.example.org/team?a=b"),
    ],
)
def test_a_link_may_have_a_path_and_no_port(text: str, url: str) -> None:
    """An organisation's relay may be behind any address of a proxy."""
    assert parse_link(text + "-".join(WORDS)) == (url, JoinWords(WORDS, "nl"))
    assert link(url.removesuffix("/"), WORDS) == link(url, WORDS)


def test_the_address_of_a_relay_is_written_out() -> None:
    """Host, port and path stand in the link; an IPv6 host in brackets."""
    assert server_url("10.0.0.1", 8765) == "ws://10.0.0.1:8765/"
    assert server_url("::1", 80, secure=True) == "wss://[::1]:80/"
    assert link("wss://example.org/retro", ["a", "b"]) == "wss://example.org/retro#a-b"


@pytest.mark.parametrize("text", ["", "appel-fiets-piano-zomer", "localhost:8765"])
def test_what_is_no_link_is_left_to_others(text: str) -> None:
    """Words are no link, and that is no error."""
    assert parse_link(text) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8765/",
        "javascript://localhost/",
        "ws:///",
        "ws://:8765/",
        "ws://[::1/",
        "ws://host:port/",
        "ws://host:99999/",
        "ws://host:0/",
        "ws://someone@host:8765/",
        "ws://ho st:8765/",
        "ws://host\x1b[31m:8765/",
        "ws://höst:8765/",
        "see ws://host:8765/",
    ],
)
def test_a_broken_link_is_refused(url: str) -> None:
    """An address that no client could or should go to is named as a broken link."""
    assert refusal(f"{url}#appel-fiets-piano-zomer").code == "bad-link"


def test_a_link_without_words_is_refused() -> None:
    """An address alone opens no session."""
    with pytest.raises(WordsError) as caught:
        parse_link("ws://localhost:8765/")
    assert caught.value.code == "wrong-count"


def test_words_do_not_show_in_logs() -> None:
    """A traceback or a debug line never holds the words or the key."""
    secrets = derive(WORDS, **FAST)
    assert "appel" not in repr(JoinWords(WORDS, "nl"))
    assert repr(secrets.key) not in repr(secrets)


def test_the_same_words_open_the_same_room() -> None:
    """However the words came in, everybody reaches one room with one key."""
    one = derive(parse("appel fiets piano zomer").words, **FAST)
    other = derive(parse("APPEL-fiets-piano-zomer").words, **FAST)
    assert one == other
    assert len(one.room) == len(one.key) == 32


def test_other_words_are_another_room() -> None:
    """Every word and their order matter, and the room says nothing of the key."""
    variants = [WORDS, WORDS[::-1], ENGLISH, ("appel", "fiets", "piano", "zilver")]
    derived = [derive(words, **FAST) for words in variants]
    values = [value for secrets in derived for value in (secrets.room, secrets.key)]
    assert len(set(values)) == 2 * len(variants)


def test_guessing_costs_a_quarter_of_a_gigabyte() -> None:
    """The derivation of protocol version 1 stays what it is, at its full cost."""
    assert (
        derive(WORDS).room.hex()
        == "2339ebe8ba095f48e66fd5143188f892bbb1467ac1f1e4db8bf78b354b25afe1"
    )
