"""The admin's home as the production server serves it, in Chromium."""

import pytest

from tests.browser import axe_violations

pytestmark = pytest.mark.browser


def sign_in(page, site, username):
    page.goto(f"{site.url}/admin/login/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(site.password)
    page.get_by_label("Password").press("Enter")
    page.wait_for_url(f"{site.url}/admin/")


@pytest.mark.parametrize("username", ["editor.ca", "approver.jp", "admin"])
def test_home_has_no_barrier_in_light_and_dark_wide_and_narrow(site, page, username):
    sign_in(page, site, username)
    assert page.get_by_role("heading", name="Work queue", level=1).is_visible()
    for scheme in ("light", "dark"):
        for width in (1280, 320):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            assert axe_violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_overdue_report_leads_to_a_new_note_about_its_commitment(site, page):
    sign_in(page, site, "editor.jp")
    overdue = page.get_by_role("region", name="Reports overdue")
    code = overdue.get_by_role("link").first.inner_text().split()[0]
    overdue.get_by_role("link").first.click()
    assert page.locator("#id_commitment option:checked").inner_text().startswith(code)
