"""From what a person chose at the start screen to the command that does it."""

from __future__ import annotations

from retro.cli.common import Here
from retro.cli.seats import Opening
from retro.i18n import Speech
from retro.tui import choices


def opening_of(choice: choices.Choice, speech: Speech) -> Opening:
    """Give what carries out `choice` in this language, with the settings as they are.

    The same functions as behind `retro host`, `join` and `demo`, so that a choice and a
    command line mean the same. Broken settings keep nobody out: the start screen has
    said what is wrong with them.
    """
    here = Here(speech.lang, forgiving=True)
    match choice:
        case choices.Join(invitation=text, name=name, server=server, screen=screen):
            from retro.cli.join import Asked as Joining  # noqa: PLC0415  only then
            from retro.cli.joining import join  # noqa: PLC0415  the same

            joining = Joining(
                given=(text,),
                server=server or None,
                name=name or None,
                present=screen,
                as_json=False,
            )
            return lambda seat: join(here, joining, seat)
        case choices.Try():
            from retro.cli.demo import Asked as Trying  # noqa: PLC0415  only then
            from retro.demo.session import demo  # noqa: PLC0415  the same

            return lambda seat: demo(here, Trying(), seat)
        case choices.Lead():
            from retro.cli.leading import EVERYWHERE  # noqa: PLC0415  the same

            return _leading(
                here,
                agenda=choice.agenda or None,
                title=choice.title or None,
                team=choice.team or None,
                name=choice.name or None,
                server=choice.server or None,
                address=EVERYWHERE if choice.here else None,
                norms=choice.norms,
            )
    return _leading(here, resume=True)


def _leading(here: Here, **options: object) -> Opening:
    """Lead a session with these options of `retro host`."""
    from retro.cli.host import Asked  # noqa: PLC0415  only then
    from retro.cli.leading import lead  # noqa: PLC0415  the same

    asked = Asked(**options)  # type: ignore[arg-type]  # they are host's own
    return lambda seat: lead(here, asked, seat)
