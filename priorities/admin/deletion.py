"""What forbids the deletion of a row: what rests on it."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import model_ngettext
from django.db import models
from django.http import HttpRequest


def linked_to(model: type[models.Model], rows: Any) -> list[str]:
    """How many rows of which kind have others among their many; which they are is not for everybody's eyes."""
    told = []
    for relation in model._meta.related_objects:
        if relation.many_to_many:
            having = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": rows})
            count = having.distinct().count()
            told += [f"{count} {model_ngettext(relation.related_model._meta, count)}"] if count else []
    return told


class DeletionAdmin(admin.ModelAdmin):
    """An admin that deletes nothing that others cite. Django would let them lose the link without a word."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, Any]:
        gone, counts, needed, forbidding = super().get_deleted_objects(objs, request)
        return gone, counts, needed, [*forbidding, *linked_to(self.model, objs)]
