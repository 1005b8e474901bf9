"""People as they really arrive: written twice, misspelt, married, with a colleague's telephone.

Written before the matcher that is measured on them (tests/agents/rules/test_person_measure.py).
"""
