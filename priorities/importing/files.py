"""From the bytes of an upload to a table, or one sentence on why not."""

from django.utils.translation import gettext as _

from priorities.importing import text_files, workbooks
from priorities.importing.errors import WrongFile
from priorities.importing.table import Table

MAX_BYTES = 10 * 1024 * 1024
ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0"  # .xls, and workbooks under a password


def read(content: bytes) -> Table:
    """The table of a CSV or XLSX file, told apart by what it holds and not by its name. Raises WrongFile."""
    if len(content) > MAX_BYTES:
        raise WrongFile(_("The file is larger than %d MB. Split it.") % (MAX_BYTES // 1024**2))
    if content.startswith(COMPOUND):
        raise WrongFile(_("This is an old .xls file, or one with a password. Save it as XLSX without a password."))
    if content.startswith(ZIP):
        return workbooks.read(content)
    return text_files.read(content)
