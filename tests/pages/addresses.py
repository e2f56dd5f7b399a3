"""Every kind of public page, by an address that the starting record has."""

PAGES = {
    "overview": "/en/",
    "area": "/en/priorities/energy-security/",
    "list": "/en/commitments/",
    "commitment": "/en/commitments/ES-01/",
    "organization": "/en/organizations/METI/",
    "about": "/en/about/",
    "data": "/en/data/",
    "accessibility": "/en/accessibility/",
}
WITH_A_DAY = ["overview", "area", "list", "commitment", "organization", "data"]
WITHOUT_PARAMETERS = ["about", "accessibility"]
LANGUAGES = ("en", "fr", "ja")
