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
WITH_A_DAY = ["overview", "area", "list", "commitment", "organization", "data"]
WITHOUT_A_DAY = ["journal", "changes", "api", "about", "accessibility"]
LANGUAGES = ("en", "fr", "ja")
