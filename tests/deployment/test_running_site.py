"""The site as the production server serves it."""

import re
import urllib.request

import pytest

pytestmark = pytest.mark.browser


def test_the_sign_in_page_works_under_the_content_security_policy(site, page):
    response = page.goto(f"{site.url}/admin/login/")
    assert response.status == 200
    page.get_by_label("Username").fill("nobody")
    page.get_by_label("Password").fill("a wrong password")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").get_by_text("There is a problem").wait_for()


def test_static_files_are_compressed_and_kept_for_good(site, page):
    page.goto(f"{site.url}/admin/login/")
    sheet = page.locator("link[rel=stylesheet]").first.get_attribute("href")
    assert re.search(r"\.[0-9a-f]{12}\.css$", sheet)
    request = urllib.request.Request(f"{site.url}{sheet}", headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(request) as response:
        assert response.headers["Content-Encoding"] == "br"
        assert "immutable" in response.headers["Cache-Control"]
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_trace_is_refused(site):
    request = urllib.request.Request(f"{site.url}/healthz", method="TRACE")
    with pytest.raises(urllib.request.HTTPError) as refusal:
        urllib.request.urlopen(request)
    refusal.value.close()
    assert refusal.value.code == 405


@pytest.mark.parametrize("path", ["/.env", "/.git/config", "/manage.py", "/static/../.env"])
def test_files_of_the_project_are_not_served(site, page, path):
    assert page.request.get(f"{site.url}{path}").status == 404
