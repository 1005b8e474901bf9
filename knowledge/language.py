"""Words as the search sees them: folded, without fillers, and which language they are."""

import re
import unicodedata

from agents.vocabulary import Language

_WORD = re.compile(r"[^\W_]+")
_TRANSCRIBED = str.maketrans({"ß": "ss", "æ": "a", "ø": "o"})

_FILLERS = {
    Language.DE: """
        aber alle allem allen alles als also am an ander andere anderen anderer anderes auch auf
        aus bei beim bin bis bitte da dabei dafür damit dann darf darauf das dass dein dem den
        denen denn der deren des dessen die dies diese diesem diesen dieser dieses doch dort du
        durch ein eine einem einen einer eines einfach er es etwas euch fragt ganz gar geht gerade
        gern gibt haben habe hat hatte heißt hier ich ihm ihn ihr ihre ihrem ihren ihrer im immer
        in ins ist ja jede jeder jemand jetzt kann kannst kein keine keinen können könnte machen
        mal man mehr mein meine meinem meinen meiner mich mir mit muss müssen nach nicht noch nun
        nur ob oder ohne sagt sagte sage schon sehr sein seine seinem seinen seiner selbst sich
        sie sind so soll solle sollen sollte sonst tun über um und uns unser unsere unserem
        unseren unter vom von vor war waren was weg weil welche welchem welchen welcher welches
        wem wen wenn wer werde werden wie will wird wir wo wollen worden wurde würde zu zum zur
        bekomme bekommen bekommt besten brauche brauchen braucht bringe direkt eben eigentlich
        endlich finde finden findet gehört gibst gleich heraus herum irgendwie komme kommen kommt
        lange leider letztens lieber mache macht meinen meint möchte möchten neu neue neuen nie
        nochmal oft raus rein richtig ständig stehen steht trotzdem tue tun überhaupt übrigens
        vielleicht viel viele wieder wann warum wieso wirklich wollte zusammen gestern morgen
    """,
    Language.EN: """
        a about after again all also am an and any are as at be because been before but by can
        cannot could did do does doesn don for from get gets give go had has have he her here him
        his how i if in into is it its just keep keeps let like ll made make may me might mine
        more most much must my no not now of off on one only or other our out over please re s
        say says said shall she should so some somebody someone something t tell than that the
        their them then there these they this those to told too up us use ve very want wants was
        we were what when where which while who whom why will with would you your yesterday
        tomorrow
    """,
}


def fold(text: str) -> str:
    """Lower case without accents; ä, ae and a become one, as people type all three."""
    lowered = text.lower().translate(_TRANSCRIBED)
    apart = unicodedata.normalize("NFKD", lowered)
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return re.sub(r"([aou])e", r"\1", bare)


def words(text: str) -> list[str]:
    """Folded words in their order."""
    return _WORD.findall(fold(text))


_FOLDED = {lang: frozenset(words(fillers)) for lang, fillers in _FILLERS.items()}
_EVERY_FILLER = frozenset().union(*_FOLDED.values())


def is_filler(word: str) -> bool:
    """Whether a folded word is too common in either language to carry a question."""
    return word in _EVERY_FILLER


def guess_language(text: str, *, default: Language) -> Language:
    """The language most fillers belong to; `default` where neither wins."""
    found = words(text)
    counts = {lang: sum(word in fillers for word in found) for lang, fillers in _FOLDED.items()}
    if counts[Language.DE] == counts[Language.EN]:
        return default
    return max(counts, key=lambda lang: counts[lang])
