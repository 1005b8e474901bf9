"""Job titles: what somebody works on, and how far they decide. Both are closed lists."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from agents.rules.fields.texts import folded
from agents.vocabulary import JobFunction, Seniority

FUNCTIONS = {
    JobFunction.EDUCATION: "professor;dozent;lehrer;teacher;lecturer;student;doktorand;phd;schüler;"
    "wissenschaftlich;researcher;forscher;universität",
    JobFunction.LEGAL: "legal;recht;jurist;anwalt;lawyer;counsel;compliance;datenschutz;privacy;dpo",
    JobFunction.HR: "personal;hr;human resources;recruit;people;talent;ausbildung;payroll",
    JobFunction.PURCHASING: "einkauf;einkäufer;purchas;procurement;buyer;beschaffung;sourcing",
    JobFunction.LOGISTICS: "logisti;supply chain;scm;lager;warehouse;disponent;disposition;versand;"
    "fuhrpark;transport;spedition;materialwirtschaft",
    JobFunction.MARKETING: "marketing;brand;growth;demand gen;kommunikation;communication;content;"
    "seo;cmo;presse;social media;pr manager;digital media;event",
    JobFunction.SALES: "sales;vertrieb;verkauf;account manager;account executive;key account;"
    "business development;außendienst;innendienst;aussendienst;sdr;bdr;cro;revenue;handelsvertreter;"
    "gebietsleit;kundenberat;crm",
    JobFunction.FINANCE: "finan;controll;buchhalt;accounting;accountant;cfo;treasur;steuer;tax;"
    "kaufmännisch;rechnungswesen;revision;audit",
    JobFunction.IT: "it;edv;informati;cio;ciso;security;systemadmin;administrator;sysadmin;devops;"
    "netzwerk;infrastruktur;infrastructure;data;sap;cloud;digitali;cdo;software;entwickler;developer;"
    "programmier;architect;cto;frontend;backend;fullstack",
    JobFunction.PRODUCT: "product;produktmanage;ux;ui designer;designer;cpo;product owner",
    JobFunction.PRODUCTION: "produktion;production;fertigung;manufactur;werk;plant;operations;coo;"
    "betriebsleit;instandhalt;maintenance;qualität;quality;lean;montage;schicht",
    JobFunction.ENGINEERING: "engineer;ingenieur;konstrukt;technik;technisch;entwicklung;r&d;f&e;"
    "research and development;forschung;mechani;elektro;techniker;bauleit;architekt;innovation",
    JobFunction.SERVICE: "service;support;kundendienst;customer success;helpdesk;kundenbetreu;"
    "customer care;after sales",
    JobFunction.CONSULTING: "consult;berater;beratung;advisor;coach;trainer;freelanc;freiberuf",
    JobFunction.ADMINISTRATION: "assisten;assistant;sekret;office manag;front office;verwaltung;sachbearbeit;empfang;"
    "büro;administration;back office;backoffice",
    JobFunction.MANAGEMENT: "geschäftsführ;geschäftsleit;ceo;gf;inhaber;owner;founder;gründer;vorstand;"
    "managing director;president;präsident;unternehmer;partner;gesellschafter;general manager;"
    "chief executive;verwaltungsrat;prokurist;strategie;strategy;direktor;board;chairman;leitung",
}
"""Function -> beginnings of words that speak for it; the first function that is spoken for counts."""
BEFORE_ALL = (
    "geschäftsführ;geschäftsleit;ceo;managing director;chief executive;inhaber;founder;"
    "gründer;gesellschafter;owner"
)
"""Whoever leads the whole company does, whatever else their title names."""
NOT_OWNERS = "product owner;process owner;prozess owner;service owner;system owner;data owner"
SENIORITIES = {
    Seniority.STUDENT: "student;studierend;werkstudent;praktikant;intern;internship;trainee;azubi;"
    "auszubildend;schüler;thesis;bachelorand;masterand;volontär;lehrling;doktorand",
    Seniority.ASSISTANT: "assisten;assistant;sekret;executive assistant;empfang;aushilfe;"
    "sachbearbeit",
    Seniority.OWNER: "inhaber;owner;founder;gründer;gesellschafter;unternehmer;selbständig;"
    "selbstständig;einzelunternehmer;freelanc;freiberuf;self employed",
    Seniority.C_LEVEL: "geschäftsführ;geschäftsleit;gf;ceo;cto;cio;cfo;coo;cmo;cro;cdo;cpo;ciso;cso;"
    "chief;vorstand;managing director;president;präsident;board;verwaltungsrat;general manager;"
    "chairman",
    Seniority.VP: "vp;svp;evp;vice president;vizepräsident;bereichsvorstand",
    Seniority.HEAD: "head;leiter;leitung;leitend;director;direktor;bereichsleit;abteilungsleit;chef;"
    "prokurist;partner;werkleit;werksleit;betriebsleit;leit",
    Seniority.MANAGER: "manager;teamleit;team lead;lead;projektleit;projektmanage;meister;"
    "schichtleit;supervisor;gruppenleit;verantwortlich;principal",
}
"""Seniority -> beginnings of words; the first that is spoken for counts."""
LEADING = re.compile(r"leit(?:er|erin|ung|end)?\b")
SMALL_LEADS = (
    "teamleit",
    "team lead",
    "projektleit",
    "schichtleit",
    "gruppenleit",
    "gebietsleit",
    "bauleit",
)


@dataclass(frozen=True, slots=True)
class JobRole:
    """What a job title says."""

    function: JobFunction | None
    """None where nothing was said."""
    seniority: Seniority | None


@lru_cache(maxsize=8_192)
def role(title: str | None) -> JobRole:
    """Function and seniority of a job title; both None where there is none."""
    words = _plain(title or "")
    if not words.strip():
        return JobRole(None, None)
    return JobRole(_function(words), _seniority(words))


def _function(words: str) -> JobFunction:
    if _speaks(words, BEFORE_ALL) and not _speaks(words, NOT_OWNERS) and "assist" not in words:
        return JobFunction.MANAGEMENT
    found = (name for name, beginnings in FUNCTIONS.items() if _speaks(words, beginnings))
    return next(found, JobFunction.OTHER)


def _seniority(words: str) -> Seniority:
    bare = words
    for phrase in _beginnings(NOT_OWNERS):
        bare = bare.replace(phrase, " ")
    if any(lead in words for lead in SMALL_LEADS):
        return Seniority.MANAGER
    for level, beginnings in SENIORITIES.items():
        if level is Seniority.STUDENT and _is_only_international(bare):
            continue
        if _speaks(bare, beginnings):
            return level
    return Seniority.HEAD if LEADING.search(bare) else Seniority.EXPERT


def _is_only_international(words: str) -> bool:
    stripped = (
        words.replace("international", " ").replace("internet", " ").replace("interner ", " ")
    )
    return not _speaks(stripped, SENIORITIES[Seniority.STUDENT])


def _speaks(words: str, beginnings: str) -> bool:
    return any(
        f" {beginning}" in words if len(beginning) > _SHORT else f" {beginning} " in words
        for beginning in _beginnings(beginnings)
    )


_SHORT = 3
"""Letters up to which a word must stand alone: "it" is no "Italien"."""


@cache
def _beginnings(text: str) -> tuple[str, ...]:
    return tuple(_plain(item).strip() for item in text.split(";"))


def _plain(text: str) -> str:
    """Words in lower case without marks, between blanks; compounds keep their parts together."""
    spelled = text.casefold().replace("&", " & ").replace("/", " ").replace("-", " ")
    parts = re.split(r"[\s,.;:|()*_]+", spelled)
    return f" {' '.join(folded(part) for part in parts if folded(part))} "
