"""`python -m retro` is `retro`."""

import sys

from retro.begin import main

if __name__ == "__main__":
    sys.exit(main())
