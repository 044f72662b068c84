"""The colours: one light and one dark theme, calm, of enough contrast for a projector.

Screens name roles (`$primary`, `$warning`), never colours. Nothing is told by colour
alone, so both also work in 16 colours and in none (NO_COLOR).
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="retro-dark",
    dark=True,
    primary="#62B6A4",
    secondary="#8FA8C8",
    accent="#E3B25F",
    foreground="#ECE9E2",
    background="#15191C",
    surface="#1C2226",
    panel="#262E33",
    success="#8CBF6B",
    warning="#E3B25F",
    error="#E58A7B",
    variables={"footer-key-foreground": "#E3B25F"},
)
LIGHT = Theme(
    name="retro-light",
    dark=False,
    primary="#1B6B5E",
    secondary="#35567F",
    accent="#8A4B08",
    foreground="#1F2427",
    background="#FBF9F5",
    surface="#F3EFE8",
    panel="#E8E2D8",
    success="#3B6B1F",
    warning="#8A4B08",
    error="#A8261B",
    variables={"footer-key-foreground": "#8A4B08"},
)
THEMES = (DARK, LIGHT)
