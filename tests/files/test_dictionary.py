"""The data dictionary: every column of every file in three languages, with the codes that the record itself knows."""

import csv
import io
import json

from priorities.exports.datasets import DATASETS
from priorities.exports.dictionary import dictionary_file
from priorities.exports.metadata import Release, data_package
from priorities.models import Commitment, DateChange, Organization, ProgressNote, Source, StatusPeriod

MODELS = {
    "commitments": Commitment,
    "progress-notes": ProgressNote,
    "status-periods": StatusPeriod,
    "date-changes": DateChange,
    "sources": Source,
    "organizations": Organization,
}


def entries() -> list[dict[str, str]]:
    text = b"".join(dictionary_file()).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_it_has_every_column_in_order_with_a_meaning_in_each_language() -> None:
    found = entries()
    columns = [(f"{name}.csv", column) for name, dataset in DATASETS.items() for column in dataset.header]
    assert [(row["file"], row["column"]) for row in found] == columns
    for row in found:
        assert row["type"], row
        meanings = {row["meaning_en"], row["meaning_fr"], row["meaning_ja"]}
        assert "" not in meanings
        assert len(meanings) == 3, row
        assert bool(row["values"]) == bool(row["values_en"]) == bool(row["values_fr"]) == bool(row["values_ja"])


def test_codes_in_the_metadata_are_the_choices_of_the_record() -> None:
    package = json.loads(data_package(Release(created="", version="0")))
    checked = 0
    for resource in package["resources"]:
        choices = {
            field.name: [code for code, _label in field.flatchoices]
            for field in (MODELS[resource["name"]]._meta.fields if resource["name"] in MODELS else ())
            if field.choices
        }
        for field in resource["schema"]["fields"]:
            if field["name"] in choices:
                assert field["constraints"]["enum"] == choices[field["name"]], field["name"]
                checked += 1
    assert checked > 15
