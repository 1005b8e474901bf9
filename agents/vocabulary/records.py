"""Persons and companies: who they are, and whether two are one."""

from enum import StrEnum


class Match(StrEnum):
    """Whether two records are of one person, or of one company."""

    SAME = "same"
    DIFFERENT = "different"
    UNCERTAIN = "uncertain"


class PairKind(StrEnum):
    """What a pair that somebody has to look at consists of."""

    PERSON = "person"
    ACCOUNT = "account"


class JobFunction(StrEnum):
    """What somebody works on, read from their job title."""

    MANAGEMENT = "management"
    SALES = "sales"
    MARKETING = "marketing"
    IT = "it"
    ENGINEERING = "engineering"
    PRODUCTION = "production"
    PURCHASING = "purchasing"
    LOGISTICS = "logistics"
    FINANCE = "finance"
    HR = "hr"
    LEGAL = "legal"
    PRODUCT = "product"
    SERVICE = "service"
    CONSULTING = "consulting"
    ADMINISTRATION = "administration"
    EDUCATION = "education"
    OTHER = "other"


class Seniority(StrEnum):
    """How far somebody decides, read from their job title."""

    OWNER = "owner"
    C_LEVEL = "c_level"
    VP = "vp"
    HEAD = "head"
    MANAGER = "manager"
    EXPERT = "expert"
    ASSISTANT = "assistant"
    STUDENT = "student"
