"""What people are asked at a moment of a session, and what of it is open; pure.

A question is asked once: of what came out already nothing can be chosen any more, until
the themes or the words of a norm are others.
"""

from __future__ import annotations

from retro.client import events as e
from retro.tui.view import View


def choosing(view: View) -> bool:
    """Tell whether what a person chooses now still goes along in the next round."""
    return view.round is None or view.round.phase == "countdown"


def vote_result(view: View) -> e.Dots | None:
    """Give the result of the vote at this step, if it is of the themes as they are."""
    dots, step = view.dots, view.step
    if dots is None or step is None or dots.step != step.id or dots.changed:
        return None
    return dots


def norm_open(view: View, norm: e.NormItem) -> bool:
    """Tell whether people are asked now what they think of a norm."""
    if norm.status != "draft":
        return False
    if view.kind == "review":
        return norm.brought and not norm.reworded and not norm.asked
    return view.kind == "norms"


def collects(view: View) -> bool:
    """Tell whether people give something here that a round would collect."""
    step = view.step
    if step is None or step.id in view.answers:
        return False
    if step.kind == "vote":
        return bool(view.themes.themes) and vote_result(view) is None
    if step.kind in {"norms", "review"}:
        return any(norm_open(view, norm) for norm in view.norms.norms)
    return step.kind == "write" or bool(step.answer)
