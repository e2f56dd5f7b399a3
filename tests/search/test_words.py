"""What a word is: the same for a text and for a query, whatever the case, the accents and the width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.search.marks import marked, plain, snippet
from priorities.search.words import LONGEST_WORD, folded, query_of, words_of

ALPHABET = "abzAÉéçœßſİ019 -'’\"*:_()・。、海洋安全ガｶﾞスｽーをｦＡ々𠮷"
texts = st.text(st.sampled_from(ALPHABET), max_size=40) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Quebec", "À Québec"),
        ("QUÉBEC", "quebec"),
        ("acsa", "The ACSA entered into force."),
        ("queb", "Québec"),
        ("海洋", "自由で開かれた海洋の安全"),
        ("海", "海洋"),
        ("洋", "海洋"),
        ("ｶﾞｽ", "天然ガスの輸出"),
        ("ガス", "天然ｶﾞｽ"),
        ("ＬＮＧ", "LNG Canada"),
        ("commitment of Canada", "Canada’s commitment of 2022"),
        ("énergie", "L'énergie"),
        ('"LNG" * NEAR( -canada: AND', "Canada and LNG near"),
        ("es-01", "ES-01"),
    ],
)
def test_words_are_found(asked, text):
    assert query_of(asked).fits(words_of(text))


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("カス", "ガス"),
        ("01", "0123"),
        ("ca", "Canada"),
        ("lng japan", "LNG"),
        ("洋海", "海洋"),
        ("", "LNG"),
        ("*", "LNG *"),
    ],
)
def test_other_words_are_not_found(asked, text):
    assert not query_of(asked).fits(words_of(text))


@given(texts)
def test_a_text_is_found_by_itself_and_by_each_spelling_of_it(text):
    query = query_of(text)
    for spelling in (text, text.upper(), text.casefold()):
        assert query_of(spelling).fits(words_of(text)) == bool(query.terms) or folded(spelling) != folded(text)


@given(texts)
def test_words_hold_nothing_that_an_index_could_misread(text):
    assert all(word and word == word.lower() and word.isalnum() for word in words_of(text) if word.isascii())
    assert all(len(word) <= LONGEST_WORD and " " not in word for word in words_of(text))


@given(texts, texts)
def test_marking_loses_no_character(text, asked):
    assert "".join(piece.text for piece in marked(text, query_of(asked))) == text


@pytest.mark.parametrize(
    ("text", "asked", "hits"),
    [
        ("À Québec, QUEBEC!", "quebec", ["Québec", "QUEBEC"]),
        ("A\u0300 Que\u0301bec", "québec", ["Que\u0301bec"]),
        ("自由な海洋安全と海", "海洋安全", ["海洋安全"]),
        ("天然ｶﾞｽを", "ガス", ["ｶﾞｽ"]),
        ("<b>LNG</b>", "lng b", ["b", "LNG", "b"]),
    ],
)
def test_hits_are_marked_as_they_are_written(text, asked, hits):
    assert [piece.text for piece in marked(text, query_of(asked)) if piece.is_hit] == hits


def test_a_snippet_shows_the_hit_and_says_where_it_leaves_something_out():
    pieces = snippet("word " * 100 + "Québec " + "word " * 100, query_of("quebec"))
    assert [piece.text for piece in pieces if piece.is_hit] == ["Québec"]
    assert (pieces[0].text, pieces[-1].text) == ("… ", " …")
    assert len("".join(piece.text for piece in pieces)) < 200


def test_markdown_is_taken_off():
    assert plain("- **LNG** left\n- see [the page](https://example.org/x)") == "LNG left see the page"
