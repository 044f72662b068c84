"""Sentences that every front needs: the promise, and one sentence a code.

Codes cross the wire, sentences are each person's own language: these tables are where
the two meet. They say what is the matter; how it is mended (a line to type, a button)
is each front's own to say. A code without a sentence is shown as it is, never as a
failure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from formats.text import one_line
from retro.i18n import N_, Speech

PROMISE = N_(
    "Nobody, not even the person who runs this server, can see which of the people "
    "taking part wrote this, as long as the names taking part are people here, the "
    "four words on every screen are the same, and you and at least one other of them "
    "play fair. What you write can still give you away: your style, or something only "
    "you know."
)
"""The promise, where people write; no more words than it needs, and never more."""

REST = (
    N_("It does not hide your screen or keyboard at the moment of writing."),
    N_("It does not hide anything from monitoring software on a work laptop."),
    N_(
        "It does not protect a client that runs on someone else's machine (ssh, remote "
        "desktop), or a modified client."
    ),
    N_("It does not hide that you took part."),
    N_("Everyone present can copy the notes."),
    N_(
        "Whoever has the link or the join words can read along, and with a modified "
        "client without being on the list."
    ),
    N_(
        "Keys are dropped from memory as well as Python can; a seized or hibernated "
        "laptop may still hold them."
    ),
    N_("Traffic recorded now could be linked if X25519 is ever broken."),
    N_("A voter can prove their own ballot if they keep its secrets."),
    N_(
        "A round that was broken off at its very end may have been read by whoever "
        "broke it."
    ),
    N_("The numbers of one dot ballot stay together."),
    N_(
        "A facilitator who cheats and runs the server can collect before somebody had "
        "time to write; texts of the others then come out without theirs. If a round "
        "comes too fast for you, say so out loud."
    ),
)
"""The rest of the truth, one key or one word further."""

ERRORS: Mapping[str, tuple[str, ...]] = {
    "unknown-command": (
        N_("There is no such command; help lists them."),
        N_('There is no command "{0}"; help lists them.'),
    ),
    "out-of-step": (N_("That does not go with this step of the session."),),
    "busy": (N_("A round is running; try again when it is over."),),
    "offline": (N_("There is no connection now; collect again when it is back."),),
    "no-such-id": (
        N_("There is nothing with that number."),
        N_("There is nothing with number {0}."),
    ),
    "unknown-column": (
        N_("There is no such column."),
        N_("There is no such column; the columns are: {0}."),
    ),
    "too-long": (
        N_("That text is too long; nothing was cut and nothing was kept."),
        N_("That text is too long: at most {0} bytes. Nothing was kept."),
        N_("That text is too long: {0} bytes, and {1} fit. Nothing was kept."),
    ),
    "too-many-notes": (
        N_("That is more than one person can send; drop another first."),
        N_("One person can send {0} here; drop another first."),
    ),
    "over-budget": (
        N_("That is more dots than you have."),
        N_("That is more dots than the {0} you have."),
        N_("That is {0} dots, and you have {1}."),
    ),
    "over-max": (
        N_("That is more dots on one theme than may be."),
        N_("At most {0} dots go on one theme."),
    ),
    "bad-value": (
        N_("That value does not fit here."),
        N_("That value does not fit here: {0}."),
    ),
    "small-group": (
        N_(
            "There are 3 or 4 others here. In a small group it is easier to guess who "
            "wrote what."
        ),
    ),
    "too-few": (
        N_(
            "With fewer than 3 others here nothing can be anonymous, so this cannot be "
            "asked now."
        ),
    ),
    "no-themes": (N_("There are no themes yet; group some notes first."),),
    "words-open": (
        N_(
            "Not enough people said yet whether names and words are the same; read the "
            "four words out loud."
        ),
    ),
    "words-changed": (
        N_("The list or the words changed just now; look once more, then say it."),
    ),
    "behind": (
        N_(
            "The server has not shown this laptop everything yet, so nothing was kept. "
            "Try again in a moment; if it stays like this, say so out loud."
        ),
    ),
    "words-differ": (
        N_(
            "Someone said that names or words differ, so nothing is sent. Look "
            "together at who is on the list."
        ),
    ),
    "outcome-differs": (
        N_("The result that was sent is not the one this laptop saw; do not trust it."),
    ),
    "not-sealable": (
        N_("Only a session can be sealed: give a folder, or a .retro file."),
    ),
    "file-exists": (
        N_("That file is there already; nothing was overwritten."),
        N_("{0} is there already; nothing was overwritten."),
    ),
    "not-facilitator": (N_("Only the facilitator can do that."),),
    "not-written": (
        N_("That file cannot be written."),
        N_("{0} cannot be written; does its folder exist?"),
    ),
    "nothing-yet": (N_("There is nothing to export yet."),),
}
"""Why a command was refused: the sentence without detail, with one, with two."""

WARNINGS: Mapping[str, str] = {
    "words-differ": N_(
        "Stop for a moment: someone sees other names or other words. Compare the list "
        "and the four words together."
    ),
    "left-out": N_(
        "You were left out, although your laptop answered. Say so out loud; your "
        "drafts are still here."
    ),
    "missed": N_(
        "Only those who missed the earlier round of this question would be sending "
        "now, so what comes in is by few people."
    ),
    "maybe-read": N_(
        "The round could not be finished, and these texts may have been read by "
        "someone:"
    ),
    "maybe-read-before": N_(
        "An earlier round of this question could not be finished, and what you sent "
        "then may have been read."
    ),
    "outcome-differs": N_(
        "The result that was sent is not the one this laptop saw. Do not trust it, and "
        "say so out loud."
    ),
    "outcome-unsigned": N_(
        "Not everyone who took part signed this result. A laptop may have dropped out; "
        "check with the others that they see the same."
    ),
    "farewell-differs": N_(
        "Somebody's copy of this session ended differently from yours. Compare the "
        "norms before you use them."
    ),
    "fork": N_(
        "Two different versions of this session are going round, so this program has "
        "stopped and sends nothing more. What you wrote is still here."
    ),
    "server-forgot": N_(
        "The server no longer knows this session; it was probably restarted. What you "
        "wrote is still here. The facilitator's laptop gives the session back as soon "
        "as it has a connection."
    ),
    "server-amiss": N_(
        "The connection keeps breaking off, or the server does not pass everything on. "
        "What you wrote is still here, and it goes on by itself when this is over. If "
        "it lasts, say so out loud."
    ),
    "compared": N_("This was asked before, then with other people."),
    "lapsed": N_(
        "Something you chose no longer counts, because the themes or the words of a "
        "norm changed. Look once more."
    ),
    "lead-left": N_("The facilitator's laptop lost its connection."),
}
"""What a person must be told once."""

CANNOT: Mapping[str, tuple[str, ...]] = {
    "unreachable": (
        N_("The server could not be reached."),
        N_(
            "The server could not be reached; tried {0}. Is the link right, and are "
            "you on the same network?"
        ),
    ),
    "certificate-untrusted": (
        N_("This laptop does not trust the server's certificate; nothing was sent."),
        N_(
            "This laptop does not trust the certificate of {0}; nothing was sent. Ask "
            "whoever runs the server: a certificate of your organisation's own must be "
            "known to this system, or be in the file that SSL_CERT_FILE names."
        ),
    ),
    "certificate-date": (
        N_("The server's certificate is not valid now; nothing was sent."),
        N_(
            "The certificate of {0} is not valid now; nothing was sent. Either it has "
            "expired, and whoever runs the server must renew it, or the clock of this "
            "laptop is wrong."
        ),
    ),
    "certificate-name": (
        N_("The server's certificate is for another name; nothing was sent."),
        N_(
            "The certificate that {0} shows is for another name; nothing was sent. Is "
            "the link right? If so, ask whoever runs the server."
        ),
    ),
    "certificates-file": (
        N_("The file that SSL_CERT_FILE names cannot be read."),
        N_(
            "SSL_CERT_FILE names {0}, and no certificates can be read there. Correct "
            "it, or take it out of the environment."
        ),
    ),
    "no-tls": (
        N_("What answers there does not speak TLS."),
        N_(
            "What answers at {0} does not speak TLS. Should the address begin with "
            "ws:// instead? Ask whoever runs the server."
        ),
    ),
    "no-relay": (
        N_("What answers there is no retro server."),
        N_(
            "What answers at {0} is no retro server. Is the whole address right, also "
            "what stands after the name, and does it begin with ws:// or wss:// as you "
            "were told?"
        ),
    ),
    "relay-down": (
        N_("The server is not running now, or it is full."),
        N_(
            "The server at {0} is not running now, or it is full. Try again in a "
            "minute, or ask whoever runs it."
        ),
    ),
    "no-such-room": (
        N_(
            "There is no session with these words on that server. Are the words right, "
            "and has the facilitator started?"
        ),
    ),
    "server-newer": (
        N_(
            "The server speaks a newer version of retro than this laptop; update retro "
            "here, and try again."
        ),
    ),
    "server-older": (
        N_(
            "The server speaks an older version of retro than this laptop; ask whoever "
            "runs it to update it."
        ),
    ),
    "session-newer": (
        N_(
            "This session was begun with a newer version of retro than this laptop "
            "has; update retro here, and join again."
        ),
    ),
    "session-older": (
        N_(
            "This session was begun with an older version of retro than this laptop "
            "has; whoever leads it must update retro, and begin anew."
        ),
    ),
    "version": (N_("The server speaks another version of retro; update the older."),),
    "room-full": (N_("This session is full."),),
    "server-full": (N_("The server can take no more sessions now."),),
    "bad-signature": (
        N_("The server does not recognise this laptop and does not let it in."),
    ),
    "not-facilitator": (
        N_(
            "This session was started on another laptop, so it cannot be led from here."
        ),
    ),
    "malformed": (N_("What answers there is no retro server."),),
    "ended": (N_("This session is over already."),),
    "expired": (
        N_(
            "The server ended this session, because nothing happened in it for a long "
            "time."
        ),
    ),
    "replaced": (
        N_(
            "This session was opened in another window or on another laptop, so it has "
            "stopped here."
        ),
    ),
    "not-begun": (N_("This session has not begun."),),
    "forged": (
        N_(
            "What the server sent does not come from the facilitator, so nothing of it "
            "was used. Ask the facilitator for the link once more."
        ),
    ),
    "forgotten": (
        N_(
            "The server no longer knows this session and did not get it back; it was "
            "probably restarted."
        ),
    ),
    "not-taken": (
        N_(
            "The server no longer keeps what the facilitator does, so the session "
            "cannot go on there."
        ),
    ),
    "not-let-in": (
        N_(
            "Something answers there, but this laptop does not get into the session. "
            "Is the link right? Else the facilitator can try another server."
        ),
    ),
}
"""Why a client cannot start or go on: without detail, and with."""

REASONS: Mapping[str, str] = {
    "wait": N_("someone wants to wait for who is missing"),
    "spent": N_("some laptops sent already and cannot send again to other people"),
    "list": N_("what the laptops passed on got damaged on the way"),
    "set": N_("the people taking part were not the ones expected"),
    "double": N_("two different messages came in the name of one laptop"),
    "nogo": N_("a laptop did not find its own texts back"),
    "stopped": N_("the facilitator stopped it"),
    "stalled": N_("a laptop gave no answer in time"),
    "resumed": N_("the facilitator's laptop came back in between"),
    "burned": N_("a laptop did not come back at its very end"),
    "waiting": N_("a laptop is waited for"),
    "no-themes": N_("there are no themes"),
    "out-of-step": N_("there is nothing to collect at this step"),
    "over-max": N_("there are too many parts for so many people"),
    "too-few": N_("too few laptops answered"),
    "words-open": N_("too few people compared the four words"),
    "words-differ": N_("names or words differ on some screen"),
    "small-group": N_("the group is small; the facilitator can confirm"),
}
"""Why a round stopped; never whose fault."""

TOML_KINDS: Mapping[str, str] = {
    "text": N_("a text in quotes"),
    "number": N_("a number"),
    "list": N_("a list in [ ]"),
    "table": N_("a table"),
}
"""What a value in an agenda can be."""

AGENDA_ERRORS: Mapping[str, str] = {
    "syntax": N_("this line is not TOML."),
    "not-utf8": N_("this is not a text in UTF-8."),
    "too-large": N_("this file is too large: at most {expected} bytes."),
    "wrong-type": N_("{key} should be {expected}."),
    "unknown-key": N_("there is no key {key} here; there are: {expected}."),
    "missing-key": N_("{key} is missing here."),
    "empty": N_("{key} is empty."),
    "too-long": N_("{key} is too long: at most {expected} bytes."),
    "too-many": N_("{key} has too many elements: at most {expected}."),
    "too-few": N_("{key} has too few elements: at least {expected}."),
    "out-of-range": N_("{key} is a number in {expected}."),
    "unknown-value": N_("{key} should be one of: {expected}."),
    "bad-name": N_("{key} is made of: {expected}."),
    "duplicate": N_("{expected} is there twice."),
    "first-step": N_("the first step should be of the kind: {expected}."),
    "last-step": N_("the last step should be of the kind: {expected}."),
    "comes-before": N_("before this step there should be one of the kind: {expected}."),
    "unknown-agenda": N_("there is no such agenda; there are: {expected}."),
}
"""What is wrong with an agenda, after its file and line."""

NORMS_ERRORS: Mapping[str, str] = {
    "not-utf8": N_("this is not a text in UTF-8."),
    "too-large": N_("this file is too large: at most {expected} bytes."),
    "not-norms": N_("there are no norms in this file."),
    "unknown-heading": N_(
        'these norms stand under the heading "{detail}"; expected one of: {expected}.'
    ),
    "unknown-field": N_('there is no "{detail}" here; there are: {expected}.'),
    "twice": N_("{detail} is there twice."),
    "bad-date": N_(
        'what stands at "{detail}" is no date; it is written like: {expected}.'
    ),
    "bad-number": N_(
        'what stands at "{detail}" is no number; it is written like: {expected}.'
    ),
    "bad-status": N_(
        'at "{detail}" it should say how it stood with the norm: {expected}.'
    ),
    "empty": N_("this norm has no text."),
    "too-long": N_("this text is too long: at most {expected} bytes."),
}
"""What is wrong with a norms file, after its file and line."""

STARTING: Mapping[str, str] = {
    "not-a-certificate": N_("{what} holds no certificate in PEM form."),
    "not-a-key": N_("{what} holds no private key in PEM form."),
    "key-encrypted": N_(
        "The key in {what} asks for a passphrase; the relay needs one without."
    ),
    "key-of-another": N_("The key in {what} does not belong to the certificate."),
    "metrics-taken": N_(
        "Nothing can listen on {what} for the figures; is the port in use?"
    ),
    "database-foreign": N_("{what} is not a database of retro."),
    "database-newer": N_(
        "{what} was written by a newer version of retro; update retro here. The file "
        "was left as it is."
    ),
}
"""Why a relay cannot start."""

SESSION_ERRORS: Mapping[str, str] = {
    "not-a-session": N_("this is no saved session."),
    "other-version": N_(
        "a newer version of retro wrote this session; update retro to read it."
    ),
    "too-large": N_("this file is too large for a session."),
    "damaged": N_("this saved session is damaged."),
}
"""What is wrong with a saved session, after its file."""

SEALED_ERRORS: Mapping[str, str] = {
    "not-sealed": N_("this is no saved session."),
    "other-version": N_(
        "a newer version of retro sealed this session; update retro to read it."
    ),
    "too-costly": N_(
        "this file asks for more than opening a session takes; it stays closed."
    ),
    "no-memory": N_("this computer has too little memory free to open it."),
    "damaged": N_("this sealed session is damaged."),
    "wrong-passphrase": N_("that is not its passphrase, or the file was changed."),
}
"""Why a sealed session stays closed, after its file."""

PURPOSES: Mapping[str, str] = {
    "notes": N_("the notes"),
    "answer": N_("the answers"),
    "ticks": N_("the ticks"),
    "words": N_("the words"),
    "dots": N_("the dots"),
    "consent": N_("the consent"),
}
"""What a round collects."""

STATUSES: Mapping[str, str] = {
    "draft": N_("draft"),
    "agreed": N_("agreed"),
    "open": N_("not agreed yet"),
    "let-go": N_("let go"),
}
"""How it stands with a norm."""

PLACES: Mapping[str, str] = {
    "confidant": N_("confidant"),
    "procedure": N_("reporting procedure"),
    "emergency": N_("emergency"),
}
"""Where to go for help."""

HINTS: Mapping[str, str] = {
    "email": N_("an e-mail address"),
    "phone": N_("a phone number"),
    "name": N_("a name"),
}
"""What in a draft may point at someone."""


def with_detail(
    _: Speech, table: Mapping[str, tuple[str, ...]], code: str, detail: Sequence[str]
) -> str:
    """Say the sentence for `code` that uses as much of `detail` as there is."""
    sentences = table.get(code)
    if not sentences:
        return code
    used = min(len(detail), len(sentences) - 1)
    return _(sentences[used], *map(one_line, detail[:used]))


def said(_: Speech, table: Mapping[str, str], code: str) -> str:
    """Say the words for `code`, or the code itself."""
    return _(table[code]) if code in table else one_line(code)
