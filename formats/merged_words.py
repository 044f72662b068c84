"""What a report on many sessions says in words, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from formats.agenda import Lang
from formats.markdown import written_date
from formats.merged_report import By, MergedReport


class Words(TypedDict):
    """The sentences of one language; braces are filled in, a pair is one and many."""

    title: tuple[str, str]
    dates: str
    until: str
    sessions: str
    people: str
    few_people: str
    teams: str
    organisations: str
    agendas: str
    answers: str
    after: str
    few: str
    answered: str
    asked: str
    ends: str
    named: str
    nothing: str
    below: str
    middle: str
    of: str
    experienced: str
    here: str
    by: dict[str, str]
    time: str
    held_back: str
    no_name: dict[str, str]
    quarter: str
    caveats: str


WORDS: dict[Lang, Words] = {
    "nl": {
        "title": ("Rapport over één sessie", "Rapport over {n} sessies"),
        "dates": "Datum",
        "until": "{first} tot en met {last}",
        "sessions": "Sessies",
        "people": "Deelnemers, per sessie geteld",
        "few_people": "minder dan {minimum}",
        "teams": "Teams",
        "organisations": "Organisaties",
        "agendas": "Agenda's",
        "answers": "Antwoorden",
        "after": "Na de vraag: {question}",
        "few": "Hierop antwoordden, voor zover bekend, minder dan {minimum} "
        "verschillende mensen. Daarom staan hier geen cijfers.",
        "answered": "{n} antwoorden",
        "asked": " Gevraagd in {n} van de {of} sessies.",
        "ends": " {bottom} is: {low}; {top}: {high}.",
        "named": "Getoond: wat minstens {threshold}% noemde.",
        "nothing": "Niets werd door zoveel mensen genoemd.",
        "below": "Net daaronder: {titles}.",
        "middle": "gemiddeld {mean}, mediaan {median}",
        "of": "{count} van {of} ({percent}%)",
        "experienced": "Meegemaakt of gezien: ",
        "here": "daarvan hier: ",
        "by": {
            "team": "Per team",
            "organisation": "Per organisatie",
            "month": "Per maand",
            "quarter": "Per kwartaal",
            "year": "Per jaar",
        },
        "time": "Door de tijd",
        "held_back": "Niet apart getoond: {names}.",
        "no_name": {
            "team": "zonder teamnaam",
            "organisation": "zonder organisatie",
            "period": "zonder datum",
        },
        "quarter": "{number}e kwartaal {year}",
        "caveats": "Bij deze cijfers",
    },
    "en": {
        "title": ("Report on one session", "Report on {n} sessions"),
        "dates": "Date",
        "until": "{first} to {last}",
        "sessions": "Sessions",
        "people": "Participants, counted in each session",
        "few_people": "fewer than {minimum}",
        "teams": "Teams",
        "organisations": "Organisations",
        "agendas": "Agendas",
        "answers": "Answers",
        "after": "After the question: {question}",
        "few": "Fewer than {minimum} different people answered this, as far as is "
        "known. That is why there are no figures here.",
        "answered": "{n} answers",
        "asked": " Asked in {n} of the {of} sessions.",
        "ends": " {bottom} is: {low}; {top}: {high}.",
        "named": "Shown: what at least {threshold}% named.",
        "nothing": "Nothing was named by that many.",
        "below": "Just below: {titles}.",
        "middle": "mean {mean}, median {median}",
        "of": "{count} of {of} ({percent}%)",
        "experienced": "Experienced or seen: ",
        "here": "of those, here: ",
        "by": {
            "team": "By team",
            "organisation": "By organisation",
            "month": "By month",
            "quarter": "By quarter",
            "year": "By year",
        },
        "time": "Over time",
        "held_back": "Not shown apart: {names}.",
        "no_name": {
            "team": "no team name",
            "organisation": "no organisation",
            "period": "no date",
        },
        "quarter": "Q{number} {year}",
        "caveats": "About these numbers",
    },
}


def _several(report: MergedReport) -> bool:
    return report.sessions > 1


_CAVEATS: tuple[tuple[Callable[[MergedReport], bool], dict[Lang, str]], ...] = (
    (
        lambda _: True,
        {
            "nl": "Dit gaat over wie meedeed en antwoord gaf, niet over iedereen: "
            "mensen kozen zelf of ze meededen, en een leeg antwoord telt niet mee.",
            "en": "This is about who took part and answered, not about everyone: "
            "people chose whether to take part, and an empty answer is not counted.",
        },
    ),
    (
        lambda _: True,
        {
            "nl": "Percentages zijn van wie de vraag beantwoordde, afgerond op hele "
            "procenten. Bij weinig antwoorden is één persoon al veel procent.",
            "en": "Per cents are of those who answered the question, rounded to whole "
            "per cents. With few answers one person is many per cent.",
        },
    ),
    (
        lambda report: _several(report) and not report.different_people,
        {
            "nl": "Wie in meer sessies zat, telt in elke sessie mee. Bij de vraag of "
            "een groep groot genoeg is, gelden sessies van één team als dezelfde "
            "mensen.",
            "en": "Who was in several sessions is counted in each of them. Where it "
            "matters whether a group is large enough, sessions of one team are taken "
            "to be of the same people.",
        },
    ),
    (
        lambda report: _several(report) and report.different_people,
        {
            "nl": "Wie dit rapport maakte, gaf op dat niemand in meer dan één van "
            "deze sessies zat.",
            "en": "Who made this report stated that nobody was in more than one of "
            "these sessions.",
        },
    ),
    (
        lambda _: True,
        {
            "nl": "Een groep waarvan minder dan {minimum} mensen antwoordden staat "
            "hier niet apart. Een grotere groep ontbreekt ook, als een kleine anders "
            "uit te rekenen was.",
            "en": "A group of which fewer than {minimum} people answered is not shown "
            "apart here. A larger group is left out too where a small one could "
            "otherwise be computed.",
        },
    ),
    (
        lambda _: True,
        {
            "nl": "Dat geldt binnen dit rapport. Wie een ander rapport over bijna "
            "dezelfde sessies ernaast legt, of de uitslag van een sessie kent, kan "
            "aftrekken. En geeft iedereen hetzelfde antwoord, dan weet je het van "
            "iedereen.",
            "en": "That holds within this report. Who lays another report on almost "
            "the same sessions beside it, or knows the result of a session, can "
            "subtract. And where everybody gave one answer, it is known of everybody.",
        },
    ),
    (
        lambda report: any(one.kind == "words" for one in report.questions),
        {
            "nl": "Een woord dat maar één keer is gegeven staat er niet in. Woorden "
            "zijn geteld zoals ze geschreven zijn, op hoofdletters na.",
            "en": "A word that was given only once is not in it. Words are counted as "
            "they were written, but for capitals.",
        },
    ),
    (
        lambda report: len(report.languages) > 1,
        {
            "nl": "De sessies waren in het Nederlands en in het Engels. Vragen en "
            "antwoorden van meegeleverde agenda's zijn samengenomen, eigen woorden "
            "niet.",
            "en": "The sessions were in Dutch and in English. Questions and answers "
            "of the agendas that come along are taken together, people's own words "
            "are not.",
        },
    ),
    (
        lambda report: report.twice == 1,
        {
            "nl": "Eén bestand was een sessie die er al bij zat; die telt één keer.",
            "en": "One file was a session that was there already; it counts once.",
        },
    ),
    (
        lambda report: report.twice > 1,
        {
            "nl": "{twice} bestanden waren sessies die er al bij zaten; die tellen "
            "één keer.",
            "en": "{twice} files were sessions that were there already; they count "
            "once.",
        },
    ),
)


def caveats(report: MergedReport) -> tuple[str, ...]:
    """Say what these figures do not say, as far as it matters here."""
    return tuple(
        sentence[report.lang].format(minimum=report.minimum, twice=report.twice)
        for applies, sentence in _CAVEATS
        if applies(report)
    )


def decimal(value: float | str, lang: Lang) -> str:
    """Write a number as people in this language do, without a zero at its end."""
    written = f"{float(value):g}"
    return written.replace(".", ",") if lang == "nl" else written


def named(name: str, by: By, lang: Lang) -> str:
    """Name a group as people do."""
    words = WORDS[lang]
    if not name:
        return words["no_name"][by]
    year, _, part = name.partition("-")
    if by != "period" or not part:
        return name
    if part.startswith("Q"):
        return words["quarter"].format(number=part[1:], year=year)
    return written_date(f"{name}-01", lang).split(" ", 1)[1]
