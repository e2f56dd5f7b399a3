"""Holding changed rows against the fields and constraints of their model, without asking the database twice."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, Q

from priorities.importing.plan import Fault
from priorities.importing.sheet import Sheet

NOT_TYPED = frozenset({"id", "version"})


class Validator:
    """Checks the models of one sheet. What a constraint says of some values is asked once and remembered."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.columns = {
            column.attribute: column.name
            for column in sheet.columns.values()
            if column.attribute and column.attribute not in NOT_TYPED
        }
        self.answers: dict[tuple[Any, ...], str] = {}

    def faults(self, instance: Any, changed: Collection[str] | None) -> list[Fault]:
        """What is wrong with the changed columns of a row; of a new one, where that is None, with any."""
        touched = {attribute: name for attribute, name in self.columns.items() if changed is None or name in changed}
        return [
            *_faults(lambda: instance.clean_fields(exclude=_others(instance, touched)), touched),
            *self._constraint_faults(instance, touched),
            *_faults(lambda: self.sheet.check(instance), touched),
        ]

    def _constraint_faults(self, instance: Any, touched: dict[str, str]) -> Iterator[Fault]:
        for constraint, about in _checks(type(instance)):
            concerned = [attribute for attribute in touched if attribute in about]
            # Constraints that also speak of other columns are for the actions, which fill those.
            if not concerned or not about <= self.columns.keys():
                continue
            question = (constraint.name, *(getattr(instance, attribute) for attribute in sorted(about)))
            if question not in self.answers:
                self.answers[question] = _answer(constraint, instance)
            if self.answers[question]:
                yield Fault("+".join(touched[attribute] for attribute in concerned), self.answers[question])


def _checks(model: type[models.Model]) -> Iterator[tuple[CheckConstraint, set[str]]]:
    """The conditions on the rows of a model, each with the columns that it speaks of."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, CheckConstraint) and isinstance(constraint.condition, Q):
            yield constraint, constraint.condition.referenced_base_fields


def _others(instance: Any, touched: Collection[str]) -> set[str]:
    return {field.name for field in instance._meta.fields if field.name not in touched}


def _faults(check: Callable[[], None], touched: dict[str, str]) -> Iterator[Fault]:
    """What a check says against the columns that are touched."""
    try:
        check()
    except ValidationError as error:
        for attribute, messages in error.message_dict.items():
            if attribute in touched:
                yield from (Fault(touched[attribute], message) for message in messages)


def _answer(constraint: CheckConstraint, instance: Any) -> str:
    """What a constraint says against a row; nothing where it holds."""
    try:
        constraint.validate(type(instance), instance)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
