"""Which of the two languages a question is in; small, so that it needs no library."""

import re

from agents.vocabulary import Language

_WORD = re.compile(r"[^\W\d_]+")
_UMLAUTS = frozenset("äöüß")

_MARKS = {
    Language.DE: frozenset(
        _WORD.findall("""
        ab aber abdeckung abschluss abschlüsse alle alles am an anzahl auch auf aus bei beim bitte
        da dann darf das dass deckung dein dem den der des die dir doch du ein eine einem einen
        einer er es finde für gab gehört gerade gibt gut habe haben hallo heraus herkunft hilfe
        ich ihr im ist ja je kampagne kanal kann kannst kein keine leads mache mal man mein meine
        meinem meinen mich mir mit muss nach nicht noch oder offene offenen pro quelle quote sage
        schon sich sie sind soll suche um und uns unser unsere unserer viele vom von wann warum
        was welche welcher wem wen wenn wer werden wie wieviele wir wird wo wurden zeig zeige zu
        zum zur
        """)
    )
    - {"an", "leads"},
    Language.EN: frozenset(
        _WORD.findall("""
        a about all an and any are at be by call can could deals define do does explain find for
        from hello help hi have how i if in is it list look many may me mean my no of on open or
        our out per please rate right say search should show so source status that the their them
        then there these they this to unknown us was we what when where which who why will
        win with without won you your
        """)
    )
    - {"in", "was", "so", "rate", "status"},
}
"""Words that decide; those of both languages are taken out."""


def detect(text: str, *, default: Language) -> Language:
    """The language most of its telling words belong to; `default` where neither wins.

    An umlaut counts like a word, except in a name: German companies are asked for in English too.
    """
    scores = dict.fromkeys(Language, 0)
    for word in _WORD.findall(text):
        lowered = word.lower()
        for language, marks in _MARKS.items():
            scores[language] += lowered in marks
        if word.islower() and not _UMLAUTS.isdisjoint(lowered):
            scores[Language.DE] += 1
        if lowered.endswith(("deckung", "quote", "grad")):
            scores[Language.DE] += 1
    if scores[Language.DE] == scores[Language.EN]:
        return default
    return max(scores, key=lambda language: scores[language])
