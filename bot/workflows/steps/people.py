"""Whom a draft is of, where their address is not known yet: by number and name, or name and company."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy.orm import Session

from agents.facts import LeadDraft
from agents.policy import SalesPolicy
from agents.rules import matching
from agents.rules.fields import phones
from agents.rules.matching import Marks, same_person
from agents.vocabulary import Match
from store.queries import known as book


def known(session: Session, draft: LeadDraft, *, policy: SalesPolicy) -> int | None:
    """The contact that it certainly is, the oldest of several; None where nobody certainly is."""
    free_mail = policy.score.negative.of_no_company
    mine = Marks(draft.contact, draft.company, free_mail)
    alike = book.contacts_like(session, [draft.contact], free_mail=free_mail)
    same = (one for one in alike if same_person(one.marks, mine) is Match.SAME)
    return next((one.contact_id for one in same), None)


def known_or_twice(
    session: Session, drafts: Mapping[str, LeadDraft], *, policy: SalesPolicy
) -> set[str]:
    """Those of several drafts, by their keys, that are not somebody new.

    Certainly somebody of the book, or of a draft before theirs: these are taken one after the
    other, each knowing the ones before it.
    """
    free_mail = policy.score.negative.of_no_company
    contacts = [draft.contact for draft in drafts.values()]
    alike = book.contacts_like(session, contacts, free_mail=free_mail)
    by_sign: dict[str, list[Marks]] = defaultdict(list)
    for one in alike:
        for sign in _signs(one.marks):
            by_sign[sign].append(one.marks)
    found: set[str] = set()
    for key, draft in drafts.items():
        mine = Marks(draft.contact, draft.company, free_mail)
        signs = _signs(mine)
        near = (theirs for sign in signs for theirs in by_sign[sign])
        if any(same_person(one, mine) is Match.SAME for one in near):
            found.add(key)
        for sign in signs:
            by_sign[sign].append(mine)
    return found


def _signs(mine: Marks) -> set[str]:
    """Number and name, as the book is searched by them; a switchboard is no sign."""
    number = mine.contact.phone
    own = number if number and not phones.is_shared(number) else None
    return {sign for sign in (own, matching.name_key(mine.contact)) if sign}
