"""Start the board as the client starts.

    python -m tests.benchmarks.board_app [--changing view|all]

No garbage is collected until the first paint: there is none yet, and to look for it
costs a tenth of the time.
"""

from __future__ import annotations

import argparse
import gc


def main() -> None:
    """Run the board."""
    gc.disable()
    from tests.benchmarks.board import Board  # noqa: PLC0415  not before

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changing", choices=["view", "all"])
    Board(parser.parse_args().changing).run()


if __name__ == "__main__":
    main()
