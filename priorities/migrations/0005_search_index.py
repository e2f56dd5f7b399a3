"""The index of each engine over the words that a search looks through."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# FTS5 keeps the index only and reads the words from the table. `ascii` takes every character that is not ASCII for part
# of a word, so that words stay as they were made; `detail=none` because nobody asks for phrases: half the size.
SQLITE = [
    """CREATE VIRTUAL TABLE priorities_searchtext_words USING fts5(
        words, content='priorities_searchtext', content_rowid='id', tokenize='ascii', detail=none
    )""",
    """CREATE TRIGGER priorities_searchtext_words_insert AFTER INSERT ON priorities_searchtext BEGIN
        INSERT INTO priorities_searchtext_words (rowid, words) VALUES (NEW.id, NEW.words);
    END""",
    """CREATE TRIGGER priorities_searchtext_words_delete AFTER DELETE ON priorities_searchtext BEGIN
        INSERT INTO priorities_searchtext_words (priorities_searchtext_words, rowid, words) VALUES ('delete', OLD.id, OLD.words);
    END""",
    """CREATE TRIGGER priorities_searchtext_words_update AFTER UPDATE ON priorities_searchtext BEGIN
        INSERT INTO priorities_searchtext_words (priorities_searchtext_words, rowid, words) VALUES ('delete', OLD.id, OLD.words);
        INSERT INTO priorities_searchtext_words (rowid, words) VALUES (NEW.id, NEW.words);
    END""",
]
POSTGRESQL = [
    "CREATE INDEX priorities_searchtext_words ON priorities_searchtext "
    "USING gin (array_to_tsvector(string_to_array(words, ' ')))"
]


def create_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)


def drop_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for event in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER priorities_searchtext_words_{event}")
        schema_editor.execute("DROP TABLE priorities_searchtext_words")
    else:
        schema_editor.execute("DROP INDEX priorities_searchtext_words")


class Migration(migrations.Migration):
    dependencies = [("priorities", "0004_roles")]
    operations = [
        migrations.RunPython(create_index, drop_index),
    ]
