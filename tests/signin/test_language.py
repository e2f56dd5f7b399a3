"""The language that an official works in, chosen by themselves."""

from priorities.models import Official
from tests.signin.conftest import HOME, Visitors

LANGUAGE = "/admin/language/"


def test_a_chosen_language_is_that_of_the_admin_whatever_the_browser_asks(visitors: Visitors) -> None:
    visitor = visitors()
    visitor.sign_in()
    assert '<html lang="en' in visitor.get(HOME).content.decode()
    told = visitor.client.post(LANGUAGE, {"language": "ja"}, follow=True)
    assert '<html lang="ja"' in told.content.decode()
    assert Official.objects.get().history.latest().language == "ja"
    for address in (HOME, "/admin/priorities/commitment/", "/admin/security/", LANGUAGE):
        page = visitor.client.get(address, headers={"accept-language": "fr"})
        assert '<html lang="ja"' in page.content.decode(), address
        assert page.headers["Content-Language"] == "ja"
    visitor.post(LANGUAGE, language="")
    page = visitor.client.get(HOME, headers={"accept-language": "fr"})
    assert '<html lang="fr"' in page.content.decode(), "without a choice, the browser's"


def test_public_pages_keep_the_language_of_their_address(visitors: Visitors) -> None:
    visitor = visitors()
    visitor.sign_in()
    visitor.post(LANGUAGE, language="ja")
    assert '<html lang="fr"' in visitor.get("/fr/").content.decode()


def test_a_language_that_is_none_is_refused(visitors: Visitors) -> None:
    visitor = visitors()
    visitor.sign_in()
    assert visitor.post(LANGUAGE, language="xx").context["form"].errors["language"]
    assert Official.objects.get().language == ""


def test_a_visitor_has_no_language_page(visitors: Visitors) -> None:
    assert visitors().get(LANGUAGE).status_code == 302
