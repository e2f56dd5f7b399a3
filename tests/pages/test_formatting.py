"""Days, moments, numbers and spans as people write them in each language."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from priorities import formatting


@pytest.mark.parametrize(
    ("value", "en", "fr", "ja"),
    [
        (date(2026, 5, 12), "12 May 2026", "12 mai 2026", "2026年5月12日"),
        (date(2026, 1, 1), "1 January 2026", "1er janvier 2026", "2026年1月1日"),
        (date(2026, 8, 11), "11 August 2026", "11 août 2026", "2026年8月11日"),
        (date(2026, 2, 21), "21 February 2026", "21 février 2026", "2026年2月21日"),
    ],
)
def test_days(value, en, fr, ja):
    assert [formatting.day(value, language) for language in ("en", "fr", "ja")] == [en, fr, ja]


def test_moments_are_told_in_utc():
    value = datetime(2026, 1, 1, 8, 5, tzinfo=timezone(timedelta(hours=9)))
    assert formatting.moment(value, "en") == "31 December 2025, 23:05 UTC"
    assert formatting.moment(value + timedelta(days=1), "fr") == "1er janvier 2026, 23 h 05 UTC"
    assert formatting.moment(value, "ja") == "2025年12月31日 23:05 UTC"


@pytest.mark.parametrize(("language", "shown"), [("en", "1,234"), ("fr", "1 234"), ("ja", "1,234")])
def test_numbers_are_grouped(language, shown):
    assert formatting.number(1234, language).replace("\u00a0", " ").replace("\u202f", " ") == shown


@pytest.mark.parametrize(("language", "shown"), [("en", "33%"), ("fr", "33 %"), ("ja", "33%")])
def test_shares(language, shown):
    assert formatting.percent(1, 3, language).replace("\u00a0", " ").replace("\u202f", " ") == shown
    assert formatting.percent(0, 0, language)[0] == "0"


def test_spans_have_their_plural():
    assert [formatting.months(n, "en") for n in (1, 12)] == ["1 month", "12 months"]
    assert [formatting.months(n, "fr").replace("\u00a0", " ") for n in (1, 12)] == ["1 mois", "12 mois"]
    assert formatting.months(12, "ja") == "12か月"


@pytest.mark.parametrize(("language", "shown"), [("en", "a, b and c"), ("fr", "a, b et c"), ("ja", "a、b、c")])
def test_several_things_in_one_sentence(language, shown):
    assert formatting.joined(["a", "b", "c"], language) == shown
    assert formatting.joined(["a"], language) == "a"


def test_another_language_is_written_as_english():
    assert formatting.day(date(2026, 5, 1), "de") == "1 May 2026"
    assert formatting.moment(datetime(2026, 5, 1, tzinfo=UTC), "de") == "1 May 2026, 00:00 UTC"
