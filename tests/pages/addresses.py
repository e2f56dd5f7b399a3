"""Every kind of public page, by an address that the starting record has."""

PAGES = {
    "overview": "/en/",
    "area": "/en/priorities/energy-security/",
    "list": "/en/commitments/",
    "commitment": "/en/commitments/ES-01/",
    "organization": "/en/organizations/METI/",
    "journal": "/en/journal/",
    "changes": "/en/changes/",
    "about": "/en/about/",
    "data": "/en/data/",
    "api": "/en/data/api/",
    "accessibility": "/en/accessibility/",
}
# Other looks of some of them.
STATES = {
    "past": "/en/?as_of=2024-01-01",
    "filtered": "/en/commitments/?status=completed&area=energy-security",
    "searched": "/en/commitments/?q=energy",
    "nothing found": "/en/commitments/?status=not_pursued",
    "commitment without report": "/en/commitments/FT-10/",
    "commitment with secondary sources": "/en/commitments/PK-01/",
    "no changes": "/en/changes/?since=2020-01-01&until=2020-02-01",
    "bad request": "/en/?colour=red",
    "refused form": "/en/commitments/?due_after=soon&status=completed",
    "not found": "/en/nothing/",
}
WITH_A_DAY = ["overview", "area", "list", "commitment", "organization", "data"]
WITHOUT_A_DAY = ["journal", "changes", "api", "about", "accessibility"]
LANGUAGES = ("en", "fr", "ja")


def in_language(path: str, language: str) -> str:
    return path.replace("/en/", f"/{language}/", 1)
