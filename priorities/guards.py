"""Triggers by which the database refuses to rewrite what is public, on SQLite and on PostgreSQL.

Migrations install them. A later migration that alters one of these tables on SQLite rebuilds the table and so loses
its triggers: it must call `install` again, and `missing` (asked by `verify_record` and by a test) tells if it forgot.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from priorities import edits

NOTE_COLUMNS = [
    "commitment_id",
    "number",
    "reporter",
    "kind",
    "as_of",
    "status",
    "language",
    "withheld_for",
    "corrects_id",
    "author_id",
    "state",
    "submitted_at",
    "return_reason",
    "release_at",
    "released_at",
    "self_approved",
]
NOTE_TEXTS = ["text", "challenges", "next_steps", "date_basis"]
LANGUAGES = ("en", "fr", "ja")
# What a citation says and how far it is trusted. The journal names a source by its code alone, so none of this may
# change under a released note.
SOURCE_COLUMNS = [
    "code",
    "title",
    "title_basis",
    "publisher",
    "url",
    "published",
    "published_basis",
    "language",
    "reliability",
]


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuse an operation on a table with a sentence. `when` is SQL over OLD and NEW; `~` in it stands for
    the engine's null-safe "differs from"; `also` names a second guard of the same table and operation; `reads` is
    another table that it looks into and that came later."""

    table: str
    operation: str
    when: str
    sentence: str
    also: str = ""
    reads: str = ""

    @property
    def name(self) -> str:
        return f"guard_{self.table}_{self.operation.lower()}{self.also}"


def _changed(columns: list[str]) -> str:
    return " OR ".join(f"OLD.{column} ~ NEW.{column}" for column in columns)


def _note_rewritten() -> str:
    source_texts = " OR ".join(
        f"(OLD.language = '{language}' AND ({_changed([f'{text}_{language}' for text in NOTE_TEXTS])}))"
        for language in LANGUAGES
    )
    return f"OLD.released_at IS NOT NULL AND ({_changed(NOTE_COLUMNS)} OR {source_texts})"


def _is_released(note: str) -> str:
    # The names put into SQL here are this module's own.
    return f"EXISTS (SELECT 1 FROM priorities_progressnote n WHERE n.id = {note} AND n.released_at IS NOT NULL)"  # noqa: S608


def _is_published(commitment: str) -> str:
    return f"EXISTS (SELECT 1 FROM priorities_commitment c WHERE c.id = {commitment} AND c.published_at IS NOT NULL)"  # noqa: S608


# The target date in force is that of the last move, if there was any; before that a constraint compares the two dates.
_STARTS_AFTER_THE_TARGET = (
    "OLD.start_date ~ NEW.start_date AND EXISTS (SELECT 1 FROM priorities_datechange d "
    "WHERE d.commitment_id = NEW.id AND d.milestone_id IS NULL AND d.known_at IS NOT NULL "
    "AND d.new_date < NEW.start_date AND NOT EXISTS (SELECT 1 FROM priorities_datechange later "
    "WHERE later.commitment_id = d.commitment_id AND later.milestone_id IS NULL "
    "AND (later.decided_on, later.known_at) > (d.decided_on, d.known_at)))"
)
_MOVES_BEFORE_THE_START = (
    "NEW.known_at IS NOT NULL AND NEW.milestone_id IS NULL AND EXISTS (SELECT 1 FROM priorities_commitment c "
    "WHERE c.id = NEW.commitment_id AND c.start_date > NEW.new_date)"
)


# What the record has told of a milestone is lost unless it was kept, as told until the moment of the new day.
_DAY_LOST = (
    f"OLD.reached_on IS NOT NULL AND ({_changed(['reached_on', 'reached_known_at'])}) "  # noqa: S608  (our own names)
    f"AND {_is_published('OLD.commitment_id')} AND NOT EXISTS (SELECT 1 FROM priorities_mendedday m "
    "WHERE m.milestone_id = OLD.id AND m.reached_on = OLD.reached_on AND m.known_from = OLD.reached_known_at "
    "AND (NEW.reached_known_at IS NULL OR NEW.reached_known_at >= m.known_to))"
)


def _against_emptying() -> Iterator[Guard]:
    """TRUNCATE looks at no row, so it passes every other guard; SQLite has no such statement."""
    for table in _NEVER_EMPTIED:
        yield Guard(table, "TRUNCATE", "1=1", "The public record is never emptied.")


_NEVER_EMPTIED = [
    "priorities_journalentry",
    "priorities_progressnote",
    "priorities_progressnote_sources",
    "priorities_noteapproval",
    "priorities_notewithdrawal",
    "priorities_datechange",
    "priorities_commitment",
    "priorities_milestone",
    "priorities_mendedday",
    "priorities_source",
    "priorities_statusperiod",
]
_IS_CITED = (
    "EXISTS (SELECT 1 FROM priorities_progressnote_sources s "
    "JOIN priorities_progressnote n ON n.id = s.progressnote_id "
    "WHERE s.source_id = OLD.id AND n.released_at IS NOT NULL)"
)
# No unique index says this: whether a correction was withdrawn before anybody saw it stands in another table.
_CORRECTED_ALREADY = (
    "NEW.released_at IS NOT NULL AND EXISTS (SELECT 1 FROM priorities_progressnote n "
    "LEFT JOIN priorities_notewithdrawal w ON w.note_id = n.id "
    "WHERE n.corrects_id = NEW.corrects_id AND n.id <> NEW.id AND n.released_at IS NOT NULL "
    "AND (w.withdrawn_at IS NULL OR w.withdrawn_at >= n.released_at))"
)
_OVERLAP = (
    "EXISTS (SELECT 1 FROM priorities_statusperiod p WHERE p.commitment_id = NEW.commitment_id{other} "
    "AND p.valid_from < NEW.valid_to AND NEW.valid_from < p.valid_to "
    "AND p.known_from < NEW.known_to AND NEW.known_from < p.known_to)"
)


def _of_dates() -> Iterator[Guard]:
    """Of commitments and the moves of their dates."""
    public, sentence = "OLD.known_at IS NOT NULL", "A public move of a date is never changed or deleted."
    yield Guard("priorities_datechange", "UPDATE", public, sentence)
    yield Guard("priorities_datechange", "DELETE", public, sentence)
    sentence = "The target date of a commitment is not moved to before its start."
    yield Guard("priorities_datechange", "INSERT", _MOVES_BEFORE_THE_START, sentence, also="_before_start")
    yield Guard("priorities_datechange", "UPDATE", _MOVES_BEFORE_THE_START, sentence, also="_before_start")
    dated = _changed(["code", "published_at", "original_target_date"])
    sentence = "The code and the first target date of a public commitment are fixed; move the date instead."
    yield Guard("priorities_commitment", "UPDATE", f"OLD.published_at IS NOT NULL AND ({dated})", sentence)
    sentence = "A commitment does not start after its target date."
    yield Guard("priorities_commitment", "UPDATE", _STARTS_AFTER_THE_TARGET, sentence, also="_start")
    sentence = "A public commitment is never deleted."
    yield Guard("priorities_commitment", "DELETE", "OLD.published_at IS NOT NULL", sentence)


def _of_milestones() -> Iterator[Guard]:
    redated = f"({_changed(['original_due_date', 'number'])}) AND {_is_published('OLD.commitment_id')}"
    sentence = "The number and the first due date of a public milestone are fixed; move the date instead."
    yield Guard("priorities_milestone", "UPDATE", redated, sentence)
    sentence = "The day on which a public milestone was reached is kept before it is mended."
    yield Guard("priorities_milestone", "UPDATE", _DAY_LOST, sentence, also="_day_kept", reads="priorities_mendedday")
    yield Guard("priorities_mendedday", "UPDATE", "1=1", "A mended day is never changed.")
    yield Guard("priorities_mendedday", "DELETE", "1=1", "A mended day is never deleted.")
    sentence = "A milestone of a public commitment is never deleted."
    yield Guard("priorities_milestone", "DELETE", _is_published("OLD.commitment_id"), sentence)


# Rows that stay for good, by table: which of them, and the keys of which another row could have the same.
_REPLACEABLE = {
    "priorities_journalentry": ("1=1", ["number", "hash", "previous"]),
    "priorities_progressnote": ("r.released_at IS NOT NULL", ["id", "commitment_id, number"]),
    "priorities_progressnote_sources": (_is_released("r.progressnote_id"), ["id"]),
    "priorities_noteapproval": (_is_released("r.note_id"), ["id"]),
    "priorities_notewithdrawal": ("1=1", ["id", "note_id"]),
    "priorities_datechange": ("r.known_at IS NOT NULL", ["id"]),
    "priorities_commitment": ("r.published_at IS NOT NULL", ["id", "code"]),
    "priorities_milestone": (_is_published("r.commitment_id"), ["id", "commitment_id, number"]),
    "priorities_mendedday": ("1=1", ["id"]),
    "priorities_source": (_IS_CITED.replace("OLD.id", "r.id"), ["id", "code"]),
}


def _against_replacing() -> Iterator[Guard]:
    """On SQLite, INSERT OR REPLACE and UPDATE OR REPLACE delete the row in their way past every guard of deletion."""
    for table, (stays, keys) in _REPLACEABLE.items():
        own = keys[0]
        same = " OR ".join(f"({key}) = ({', '.join(f'NEW.{part}' for part in key.split(', '))})" for key in keys)
        in_its_way = f"SELECT 1 FROM {table} r WHERE ({same}) AND {stays}"  # noqa: S608  (our own names)
        sentence = "What stays for good is not replaced."
        yield Guard(table, "INSERT", f"EXISTS ({in_its_way})", sentence, also="_replacing")
        yield Guard(table, "UPDATE", f"EXISTS ({in_its_way} AND r.{own} <> OLD.{own})", sentence, also="_replacing")


def guards(vendor: str) -> Iterator[Guard]:
    """All guards; the overlap of status periods is a trigger on SQLite, an exclusion constraint on PostgreSQL."""
    journal, note, link = "priorities_journalentry", "priorities_progressnote", "priorities_progressnote_sources"
    yield Guard(journal, "UPDATE", "1=1", "A journal entry is never changed.")
    yield Guard(journal, "DELETE", "1=1", "A journal entry is never deleted.")
    yield Guard(note, "UPDATE", _note_rewritten(), "A released note is corrected or withdrawn, never changed.")
    yield Guard(note, "DELETE", "OLD.released_at IS NOT NULL", "A released note is withdrawn, never deleted.")
    sentence = "This note has already been corrected; correct the correction."
    released_now = f"OLD.released_at IS NULL AND {_CORRECTED_ALREADY}"
    yield Guard(note, "INSERT", _CORRECTED_ALREADY, sentence, also="_corrected_once")
    yield Guard(note, "UPDATE", released_now, sentence, also="_corrected_once")
    sentence = "The sources of a released note are fixed."
    yield Guard(link, "INSERT", _is_released("NEW.progressnote_id"), sentence)
    released = f"{_is_released('OLD.progressnote_id')} OR {_is_released('NEW.progressnote_id')}"
    yield Guard(link, "UPDATE", released, sentence)
    yield Guard(link, "DELETE", _is_released("OLD.progressnote_id"), sentence)
    approval, sentence = "priorities_noteapproval", "The approvals of a released note are fixed."
    yield Guard(approval, "INSERT", _is_released("NEW.note_id"), sentence)
    yield Guard(approval, "UPDATE", "1=1", sentence)
    yield Guard(approval, "DELETE", _is_released("OLD.note_id"), sentence)
    yield Guard("priorities_notewithdrawal", "UPDATE", "1=1", "A withdrawal is never changed.")
    yield Guard("priorities_notewithdrawal", "DELETE", "1=1", "A withdrawal is never deleted.")
    yield from _of_dates()
    yield from _of_milestones()
    sentence = "A source that a released note cites is fixed; add another source and correct the note."
    yield Guard("priorities_source", "UPDATE", f"({_changed(SOURCE_COLUMNS)}) AND {_IS_CITED}", sentence)
    if vendor == "postgresql":
        yield from _against_emptying()
    if vendor == "sqlite":
        yield from _against_replacing()
        sentence = "Status periods of one commitment do not overlap."
        yield Guard("priorities_statusperiod", "INSERT", _OVERLAP.format(other=""), sentence)
        yield Guard("priorities_statusperiod", "UPDATE", _OVERLAP.format(other=" AND p.id <> OLD.id"), sentence)


_EXCLUSION = """
ALTER TABLE priorities_statusperiod ADD CONSTRAINT period_no_overlap EXCLUDE USING gist (
    int8range(commitment_id, commitment_id, '[]') WITH &&,
    daterange(valid_from, valid_to) WITH &&,
    tstzrange(known_from, known_to) WITH &&
)"""


def _text(guard: Guard, vendor: str) -> str:
    """A guard as its engine keeps it: the trigger on SQLite, on PostgreSQL the body of its function."""
    if vendor == "sqlite":
        when = guard.when.replace(" ~ ", " IS NOT ")
        return (
            f"CREATE TRIGGER {guard.name} BEFORE {guard.operation} ON {guard.table} FOR EACH ROW WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{guard.sentence}'); END"
        )
    when = guard.when.replace(" ~ ", " IS DISTINCT FROM ")
    returned = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(guard.operation, "NEW")
    return (
        f" BEGIN IF {when} THEN RAISE EXCEPTION '{guard.sentence}' USING ERRCODE = 'check_violation'; END IF; "
        f"RETURN {returned}; END "
    )


def _create(guard: Guard, vendor: str) -> list[str]:
    text = _text(guard, vendor)
    if vendor == "sqlite":
        return [text]
    return [f"CREATE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $${text}$$", _trigger(guard)]


def _trigger(guard: Guard) -> str:
    """What calls the function of a guard on PostgreSQL, in the words in which it tells of it."""
    each = "STATEMENT" if guard.operation == "TRUNCATE" else "ROW"
    return (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.operation} ON {guard.table} "
        f"FOR EACH {each} EXECUTE FUNCTION {guard.name}()"
    )


def _drop(guard: Guard, vendor: str) -> str:
    if vendor == "sqlite":
        return f"DROP TRIGGER IF EXISTS {guard.name}"
    return f"DROP FUNCTION IF EXISTS {guard.name}() CASCADE"


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the guards that are missing, or say something else, on the tables that exist; later migrations bring
    theirs by calling again."""
    absent = set(missing(connection))
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in guards(connection.vendor):
            if guard.name in absent and {guard.table, guard.reads or guard.table} <= tables:
                for statement in [_drop(guard, connection.vendor), *_create(guard, connection.vendor)]:
                    cursor.execute(statement)
        if connection.vendor == "postgresql" and "period_no_overlap" in absent:
            cursor.execute(_EXCLUSION)
    edits.install(connection)


def remove(connection: BaseDatabaseWrapper, *, reading: str = "") -> None:
    """Drop every guard, or those alone that read a table which goes, as the reverse of a migration."""
    with connection.cursor() as cursor:
        for guard in guards(connection.vendor):
            if not reading or reading in {guard.table, guard.reads}:
                cursor.execute(_drop(guard, connection.vendor))
        if connection.vendor == "postgresql" and not reading:
            cursor.execute("ALTER TABLE priorities_statusperiod DROP CONSTRAINT IF EXISTS period_no_overlap")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of guards that the database does not have, has been told not to fire, or has with another text."""
    expected = {guard.name: _text(guard, connection.vendor) for guard in guards(connection.vendor)}
    if connection.vendor == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        expected = {guard.name: _trigger(guard) + expected[guard.name] for guard in guards(connection.vendor)}
        expected["period_no_overlap"] = ""
        query = (
            f"SELECT tgname, pg_get_triggerdef(pg_trigger.oid, true) || prosrc {edits.FIRING} "  # noqa: S608
            "UNION SELECT conname, '' FROM pg_constraint WHERE contype = 'x'"
        )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = dict(cursor.fetchall())
    return [name for name, text in expected.items() if present.get(name) != text]
