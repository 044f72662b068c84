"""Compile the translations whenever the package is built or installed in place."""

import os
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

LOCALE = Path(__file__).parent / "retro" / "locale"


def compile_catalogues() -> None:
    """Write the `.mo` beside every `.po`, for wheels and editable installs alike."""
    # Here, because setuptools also runs this file to ask what it needs to run it.
    from babel.messages.mofile import write_mo  # noqa: PLC0415  see above
    from babel.messages.pofile import read_po  # noqa: PLC0415  see above

    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        with source.open("rb") as lines:
            catalogue = read_po(lines, abort_invalid=True)
        # Put in place whole: tests in several processes do this at the same time.
        draft = source.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as compiled:
            write_mo(compiled, catalogue)
        draft.replace(source.with_suffix(".mo"))


class BuildWithCatalogues(build_py):
    """`build_py`, which looks for package data only after the catalogues are there."""

    def finalize_options(self) -> None:
        """Compile first: the list of package data is made from what lies on disk."""
        compile_catalogues()
        super().finalize_options()


if __name__ == "__main__":
    setup(cmdclass={"build_py": BuildWithCatalogues})
