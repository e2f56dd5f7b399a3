"""The French and Japanese catalogues: whole, in step with the source, and written as each language is."""

import ast
import io
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.translation import template as templates

LANGUAGES = ("fr", "ja")
PLURALS = {"fr": (2, "(n > 1)"), "ja": (1, "0")}
SOURCES = ("fip_tracker", "priorities", "templates")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

TEMPLATES = settings.BASE_DIR / "templates"
TEMPLATE_TAG = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
# Marked as a whole, or no words at all but names of classes.
BLOCK = re.compile(
    r"\{% blocktranslate.*?\{% endblocktranslate %\}|\{% block (?:bodyclass|coltype) %\}.*?\{% endblock", re.DOTALL
)
UNTRANSLATED = {"FIP", "Tracker", "UTC", "API", "OpenAPI", "CSV", "CSVW", "JSON", "Lines", "Data", "Package"}
UNTRANSLATED |= {"Atom", "Feed", "iCalendar"}

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-+0# ]*\d*[sdifrX]|%%")
TAG = re.compile(r"<[^>]*>")
# What stands between words of Japanese, a placeholder being one of them.
JAPANESE = r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff]"

Words = tuple[str | None, str]

each_language = pytest.mark.parametrize("language", LANGUAGES)


def path_of(language: str) -> Path:
    return settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="module")
def catalogues() -> dict[str, Catalog]:
    found = {}
    for language in LANGUAGES:
        with path_of(language).open("rb") as file:
            found[language] = read_po(file, locale=language, abort_invalid=True)
    return found


@pytest.fixture(scope="module")
def source() -> dict[Words, str]:
    """What the source marks for translation: the words, with their plural where they have one."""
    found: dict[Words, str] = {}
    for folder in SOURCES:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "static" not in path.parts:
                for words, plural in marked(path):
                    found[words] = plural or found.get(words, "")
    return found


def marked(path: Path) -> list[tuple[Words, str]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Templates become calls in a text that has the shape of Python, but for its indentation.
        text = "\n".join(line.lstrip() for line in templates.templatize(text, origin=str(path)).splitlines())
    found = []
    for _line, words, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        single, plural = words if isinstance(words, tuple) else (words, "")
        found.append(((context, single), plural))
    return found


def messages(catalogue: Catalog) -> list[tuple[Words, str, list[str], Message]]:
    """Each entry as its words, its plural and its translations."""
    found = []
    for message in catalogue:
        single, plural = message.id if isinstance(message.id, tuple) else (str(message.id), "")
        strings = message.string if isinstance(message.string, tuple) else [message.string]
        if single:
            found.append(((message.context, single), plural, [str(text or "") for text in strings], message))
    return found


class Reader(HTMLParser):
    """Collects what a template says by itself, in texts and in attributes that people read."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_code = tag == "code"
        is_button = ("type", "submit") in attrs
        read = {"alt", "aria-label", "placeholder", "title", *(["value"] if is_button else [])}
        self.said += [value for name, value in attrs if name in read and value]

    def handle_endtag(self, tag: str) -> None:
        self.is_code = False

    def handle_data(self, data: str) -> None:
        if not self.is_code:
            self.said.append(data)


def plain(text: str) -> str:
    """A text without its markup, its placeholders standing as a word of Japanese would."""
    return PLACEHOLDER.sub("語", TAG.sub("", text))


def wrong(catalogue: Catalog, slip: "re.Pattern[str]") -> list[str]:
    """The translations in which a slip occurs."""
    return [text for _words, _plural, strings, _message in messages(catalogue) for text in strings if slip.search(text)]


def test_words_are_found_in_code_templates_and_vocabulary(source):
    assert source[None, "%(days)s day later"] == "%(days)s days later"
    assert source[None, "%(shown)s commitment"] == "%(shown)s commitments"
    assert (None, "Facing challenges") in source
    assert (None, "Skip to the content") in source
    assert (None, "There is no such parameter.") in source
    assert len(source) > 900


def test_no_words_hide_in_an_f_string():
    """Before Python 3.12 neither xgettext nor Babel looks inside one."""
    hidden = [
        f"{path.name}:{call.lineno} {ast.unparse(call)}"
        for folder in SOURCES
        for path in (settings.BASE_DIR / folder).rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS
    ]
    assert hidden == []


def test_no_words_of_a_template_are_left_unmarked():
    unmarked = {}
    for path in TEMPLATES.rglob("*.html"):
        reader = Reader()
        reader.feed(TEMPLATE_TAG.sub("", BLOCK.sub("", path.read_text(encoding="utf-8"))))
        unmarked[path.name] = set(re.findall(r"[^\W\d_]{2,}", " ".join(reader.said))) - UNTRANSLATED
    assert {name: words for name, words in unmarked.items() if words} == {}


@each_language
def test_catalogue_has_the_words_of_the_source_and_no_others(catalogues, source, language):
    entries = {words: plural for words, plural, _strings, _message in messages(catalogues[language])}
    lacking = sorted(words for _context, words in set(source) - set(entries))
    left_over = sorted(words for _context, words in set(entries) - set(source))
    assert (lacking, left_over) == ([], []), "run `make messages`, then translate"
    assert entries == source


@each_language
def test_every_entry_is_translated_for_good(catalogues, language):
    count, _expression = PLURALS[language]
    for words, plural, strings, message in messages(catalogues[language]):
        assert all(text.strip() for text in strings), f"empty: {words}"
        assert len(strings) == (count if plural else 1), f"plural forms: {words}"
        assert not message.fuzzy, f"fuzzy: {words}"
    assert not catalogues[language].obsolete


@each_language
def test_plurals_are_those_of_the_language(catalogues, language):
    catalogue = catalogues[language]
    assert (catalogue.num_plurals, catalogue.plural_expr) == PLURALS[language]


@each_language
def test_placeholders_and_markup_are_kept(catalogues, language):
    for (_context, single), plural, strings, _message in messages(catalogues[language]):
        original = plural or single
        for text in strings:
            for part in (PLACEHOLDER, TAG):
                assert Counter(part.findall(text)) == Counter(part.findall(original)), f"{original!r} → {text!r}"


@each_language
def test_catalogue_tells_neither_when_nor_where_it_was_extracted(language):
    text = path_of(language).read_text(encoding="utf-8")
    assert "\n#: " not in text
    assert "POT-Creation-Date" not in text


@pytest.mark.parametrize(
    "slip",
    [
        pytest.param(r"\s[;!?]", id="a space before ; ! ?"),
        pytest.param(r"(?<!\u00a0):(?=\s|$)", id="no fixed space before :"),
        pytest.param(r"«(?!\u00a0)|(?<!\u00a0)»", id="no fixed space inside quotes"),
        pytest.param(r"[“”\"]", id="English quotes"),
        pytest.param(r"\d \d{3}", id="no fixed space in a number"),
        pytest.param(r"  ", id="two spaces"),
    ],
)
def test_french_is_set_as_canadian_french(catalogues, slip):
    pattern = re.compile(slip)
    found = [
        text
        for _words, _plural, strings, _message in messages(catalogues["fr"])
        for text in strings
        if pattern.search(TAG.sub("", text))
    ]
    assert found == []


@pytest.mark.parametrize(
    "slip",
    [
        pytest.param(rf"{JAPANESE} ?[,.;:!?()]|[,.;:!?()] ?{JAPANESE}", id="half-width punctuation"),
        pytest.param(r"[“”\"']", id="English quotes"),
        pytest.param(rf"{JAPANESE} {JAPANESE}", id="a space between words"),
        pytest.param(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f]", id="full-width letters or digits"),
        pytest.param(r"(?:です|ます|ません|でした|ました|ください)$", id="a sentence without its full stop"),
    ],
)
def test_japanese_is_set_with_japanese_punctuation(catalogues, slip):
    pattern = re.compile(slip)
    found = [
        text
        for _words, _plural, strings, _message in messages(catalogues["ja"])
        for text in strings
        if pattern.search(plain(text))
    ]
    assert found == []


@pytest.mark.parametrize(("language", "word"), [("fr", "engagement"), ("ja", "約束事項")])
def test_words_with_and_without_plural_share_an_entry(language, word):
    with translation.override(language):
        assert translation.gettext("commitment") == word
        assert translation.ngettext("commitment", "commitments", 1) == word


def test_words_of_the_record_win_over_those_of_other_apps():
    with translation.override("fr"):
        assert translation.gettext("Home") == "Accueil"
    with translation.override("ja"):
        assert translation.gettext("Date") == "期日"
