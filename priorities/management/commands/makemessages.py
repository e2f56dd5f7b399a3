"""Django's extraction of messages, so that what changes in a catalogue are its words alone."""

from pathlib import Path

from django.core.management.commands import makemessages

# When and where a catalogue was extracted is nobody's concern, and would differ on each machine.
VOLATILE = ('"POT-Creation-Date:', '"Report-Msgid-Bugs-To:')


class Command(makemessages.Command):
    # A guess at a translation is worse than none: none is found by the tests.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def write_po_file(self, potfile: str, locale: str) -> None:
        super().write_po_file(potfile, locale)
        catalogue = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        lines = catalogue.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(VOLATILE)]
        catalogue.write_text("".join(kept), encoding="utf-8")
