"""The plain way to find a company: compare the name with every other."""

from time import perf_counter

from rapidfuzz import fuzz, process


def one(names: list[str], asked: str) -> float:
    """Seconds it takes to find the most alike of all names."""
    began = perf_counter()
    process.extractOne(asked, names, scorer=fuzz.ratio)
    return perf_counter() - began
