"""Which companies are one account."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.facts import CompanyFacts
from agents.rules.accounts import all_ends, core_key, ends, same_account, same_name
from agents.vocabulary import Match

SAME, DIFFERENT, UNCERTAIN = Match.SAME, Match.DIFFERENT, Match.UNCERTAIN
NAMES = """
Müller & Söhne GmbH | Mueller und Soehne Gesellschaft mbH | same
Muller GmbH | Müller GmbH | same
Kuhn GmbH | Kühn GmbH | uncertain
BMW AG | Bayerische Motoren Werke AG | same
Alpha GmbH | Alpha AG | uncertain
Alpha GmbH | Alpha GmbH & Co. KG | uncertain
Alpha | Alpha GmbH | same
SAP AG | SAP SE | same
Alpha Holding GmbH | Alpha GmbH | uncertain
Alpha Deutschland GmbH | Alpha GmbH | uncertain
Alpha GmbH Berlin | Alpha GmbH München | uncertain
Alpha Munich GmbH | Alpha München GmbH | same
Siemens AG | Siemens Healthineers AG | different
Deutsche Bank AG | Deutsche Bahn AG | uncertain
Stadt München | Stadtwerke München GmbH | different
Meier GmbH | Maier GmbH | different
Schmidt GmbH | Schmitt GmbH | different
Acme Ltd. | Acme Inc. | uncertain
Acme S.p.A. | ACME SPA | same
Acme B.V. | Acme BV | same
Gebr. Müller KG | Gebrüder Müller Kommanditgesellschaft | same
Volkswagn AG | Volkswagen AG | same
Mustre GmbH | Muster GmbH | same
Dr. Oetker KG | Dr Oetker KG | same
Consulting GmbH | Consulting GmbH | uncertain
Alpha Beta Chemie GmbH | ABC GmbH | uncertain
Müller Maschinenbau GmbH | Maschinenbau Müller GmbH | uncertain
Beta GmbH (vormals Alpha GmbH) | Alpha GmbH | same
Studio 54 GmbH | Studio 45 GmbH | different
Zalando SE | www.zalando.de | same
C&A Mode GmbH & Co. KG | C & A Mode GmbH und Co KG | same
Alpha eG | Alpha e.G. | same
Käse-Schmidt e.K. | Käse Schmidt e. K. | same
Huber e.U. | Huber e. U. | same
Novo Nordisk A/S | Novo Nordisk AS | same
The Boring Company | Boring Company | same
Österreichische Post AG | Oesterreichische Post Aktiengesellschaft | same
Alpha GmbH i. L. | Alpha GmbH | same
GmbH & Co. KG | Alpha GmbH & Co. KG | different
"""


def rows() -> list[tuple[str, ...]]:
    return [
        tuple(part.strip() for part in line.split(" | ")) for line in NAMES.strip().splitlines()
    ]


@pytest.mark.parametrize(("one", "other", "expected"), rows())
def test_names_of_companies(one: str, other: str, expected: str) -> None:
    assert same_name(one, other) == expected
    assert same_name(other, one) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("Alpha GmbH", "alpha.de"), ("Alpha Gesellschaft mbH", "alpha.de"), SAME),
        (("Alpha GmbH", "alpha.de"), (None, "alpha.de"), SAME),
        (("Alpha GmbH", "alpha.de"), ("Omega AG", "alpha.de"), UNCERTAIN),
        (("Alpha GmbH", "alpha.de"), ("Alpha GmbH", "alpha.com"), SAME),
        (("Alpha GmbH", "alpha.de"), ("Alpha GmbH", "alpha-technik.de"), UNCERTAIN),
        (("Alpha GmbH", "alpha.de"), ("Omega AG", "omega.de"), DIFFERENT),
        (("Alpha GmbH", None), ("Alpha GmbH", "alpha.de"), SAME),
        (("Alpha GmbH", None, "DE"), ("Alpha GmbH", None, "AT"), UNCERTAIN),
        ((None, None), (None, None), DIFFERENT),
    ],
)
def test_the_domain_counts_before_the_name(one, other, expected: Match) -> None:
    facts = [
        CompanyFacts(name=item[0], domain=item[1], country=item[2] if len(item) > 2 else None)
        for item in (one, other)
    ]
    assert same_account(*facts) is expected
    assert same_account(*reversed(facts)) is expected


def test_swiss_forms_are_one_in_their_languages_and_two_elsewhere() -> None:
    assert same_name("Alpha AG", "Alpha SA", country="CH") is SAME
    assert same_name("Alpha AG", "Alpha SA") is UNCERTAIN


@given(st.text(alphabet="abcdefgh", min_size=7, max_size=20), st.data())
def test_a_slip_of_the_finger_leaves_one_end_as_it_was(key: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(min_value=0, max_value=len(key) - 1))
    typed = key[:place] + "x" + key[place + 1 :]
    for slipped in (typed, key[:place] + key[place + 1 :], key[:place] + "x" + key[place:]):
        starts, tails = all_ends(slipped)
        assert ends(key)[0] in starts or ends(key)[1] in tails


def test_a_name_that_says_nothing_is_looked_up_by_nothing() -> None:
    assert core_key(" - ") is None
    assert core_key("Consulting GmbH") is None
