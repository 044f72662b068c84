"""Which answers are to the same question, in two sessions and in two languages.

A saved session holds a question as it was shown. The agendas that come along exist in
both languages, step by step and option by option, so their questions are known by the
English text; those of own agendas by the text they have. Case and spaces do not matter.
A question with other options is another question, since "n of N" would mean something
else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cache

from attrs import evolve, frozen

from formats.agenda import AnswerKind, Lang, Step
from formats.agenda_file import bundled, bundled_names
from formats.session_file import SavedAnswers

YES_NO: dict[Lang, tuple[str, str]] = {"nl": ("ja", "nee"), "en": ("yes", "no")}

Position = tuple[int, int, int]
"""Where a question stands: its agenda, the last known step, and how far after it."""


@frozen(order=True)
class Question:
    """What makes a question the same one; all texts folded, and English where known.

    A question that an agenda asks more than once (what "other" meant) is told apart by
    the one it came `after`, and if that is not enough by being the `nth` there.
    """

    kind: AnswerKind
    text: str
    options: tuple[str, ...] = ()
    after: str = ""
    nth: int = 1


@frozen
class Bundled:
    """A question of an agenda that comes along: which agenda, which step."""

    rank: int
    number: int
    steps: Mapping[Lang, Step]

    def titles(self, lang: Lang) -> tuple[str, ...]:
        """Give the options in `lang`."""
        return _options(self.steps[lang], lang)

    def words(self, lang: Lang) -> dict[str, str]:
        """Map the prompts of the step, folded in either language, to `lang`."""
        return {
            fold(prompt.word): shown.word
            for step in self.steps.values()
            for prompt, shown in zip(
                step.prompts, self.steps[lang].prompts, strict=True
            )
        }


def fold(text: str) -> str:
    """Give a text without what does not make it another: case and spaces."""
    return " ".join(text.casefold().split())


def _options(step: Step, lang: Lang) -> tuple[str, ...]:
    if step.answer == "scale":
        return tuple(str(point) for point in range(step.low, step.high + 1))
    return YES_NO[lang] if step.answer == "yesno" else step.options


def _question(
    kind: AnswerKind, text: str, options: Iterable[str], after: str = ""
) -> Question:
    folded = () if kind == "words" else tuple(map(fold, options))
    return Question(kind, fold(text), folded, after)


@cache
def _table() -> tuple[dict[Question, tuple[Question, Bundled]], frozenset[Question]]:
    """Map every bundled question, in both languages, to its English self and its step.

    Besides, those that one agenda asks more than once.
    """
    table: dict[Question, tuple[Question, Bundled]] = {}
    often: set[Question] = set()
    for rank, name in enumerate(bundled_names()):
        here: set[Question] = set()
        both = zip(bundled(name, "nl").steps, bundled(name, "en").steps, strict=True)
        for number, (nl, en) in enumerate(both):
            if not en.answer:
                continue
            step = Bundled(rank, number, {"nl": nl, "en": en})
            texts = {
                lang: _question(one.answer, one.question, _options(one, lang))
                for lang, one in step.steps.items()
            }
            for text in texts.values():
                table.setdefault(text, (texts["en"], step))
            often |= {texts["en"]} & here
            here.add(texts["en"])
    return table, frozenset(often)


def of(answers: SavedAnswers) -> tuple[Question, Bundled | None]:
    """Give the question of these answers, and its step if it comes along."""
    titles = (count.title for count in answers.counts)
    question = _question(answers.kind, answers.question, titles)
    return _table()[0].get(question, (question, None))


def repeated(sessions: Iterable[Iterable[SavedAnswers]]) -> frozenset[Question]:
    """Give the questions that some session, or an agenda that comes along, repeats."""
    found = set(_table()[1])
    for session in sessions:
        counted = Counter(of(answers)[0] for answers in session)
        found |= {question for question, times in counted.items() if times > 1}
    return frozenset(found)


def identify(
    session: Iterable[SavedAnswers], repeats: Collection[Question]
) -> list[tuple[Question, SavedAnswers | None, Position]]:
    """Tell the questions of one session apart, in the order they were asked.

    With each: the answers that it came after if that matters, and where it stands, in
    the order of the agendas that come along, own ones, and what is asked at the close.
    """
    own = len(bundled_names())
    last = own + 1
    found: list[tuple[Question, SavedAnswers | None, Position]] = []
    seen: Counter[Question] = Counter()
    before: SavedAnswers | None = None
    rank, step, since = own, 0, 0
    for answers in session:
        question, known = of(answers)
        since += 1
        if question in repeats:
            after = of(before)[0].text if before else ""
            question = evolve(question, after=after)
            seen[question] += 1
            question = evolve(question, nth=seen[question])
            found.append((question, before, (rank, step, since)))
            continue
        if known:
            closing = known.steps["en"].kind == "close"
            rank, step, since = last if closing else known.rank, known.number, 0
        before = answers
        found.append((question, None, (rank, step, since)))
    return found
