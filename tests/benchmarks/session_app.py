"""The real client at the writing step with 500 notes, its events made up.

    python -m tests.benchmarks.session_app [--changing view|all]

Everything is as `retro join` shows it: the app, the session screen, the page and its
editor. Only the client behind it is a stand-in, which tells the events and waits.
"""

from __future__ import annotations

import gc


def main() -> None:
    """Run the client."""
    gc.disable()  # as `retro` itself starts: there is no garbage yet
    import argparse  # noqa: PLC0415  not before
    import asyncio  # noqa: PLC0415  the same

    from retro.i18n import Speech  # noqa: PLC0415  the same
    from retro.seat import Part, Seat  # noqa: PLC0415  the same
    from retro.tui.app import RetroApp  # noqa: PLC0415  the same
    from tests.benchmarks.stand_in import StandIn  # noqa: PLC0415  the same

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changing", choices=["view", "all"])
    changing = parser.parse_args().changing

    async def opening(seat: Seat) -> None:
        client = StandIn()
        if changing:
            task = asyncio.create_task(client.change(anywhere=changing == "all"))
            asyncio.get_running_loop().call_later(3600, task.cancel)
        await seat.play(client, Part())

    RetroApp(Speech("en"), opening).run()


if __name__ == "__main__":
    main()
