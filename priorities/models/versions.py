"""Counting the saves of a row, so that nobody saves over somebody else's newer one."""

from collections.abc import Iterable
from typing import Any

from django.db import models


class VersionedRow(models.Model):
    """A row that counts its saves. A downloaded row carries its version and is refused if somebody saved since."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save(self, *, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        if not self._state.adding:
            self.version += 1
            update_fields = None if update_fields is None else {*update_fields, "version"}
        super().save(update_fields=update_fields, **options)
