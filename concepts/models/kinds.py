"""Give each kind of statement a proxy model, and so an admin, names and rights of its own."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from concepts.models.statement import Statement, StatementQuerySet

_StatementManager = models.Manager.from_queryset(StatementQuerySet)


class KindManager(_StatementManager[Statement]):
    """Manages the statements of one kind."""

    def __init__(self, kind: str = "") -> None:
        super().__init__()
        self.kind = kind

    def get_queryset(self) -> models.QuerySet[Statement]:
        return super().get_queryset().filter(kind=self.kind)


class Definition(Statement):
    """A statement that says what one concept is."""

    objects: ClassVar[Any] = KindManager(Statement.Kind.DEFINITION)

    class Meta:
        proxy = True
        verbose_name = _("definition")
        verbose_name_plural = _("definitions")


class Characteristic(Statement):
    """A statement that says what holds for one or more concepts on one dimension."""

    objects: ClassVar[Any] = KindManager(Statement.Kind.CHARACTERISTIC)

    class Meta:
        proxy = True
        verbose_name = _("characteristic")
        verbose_name_plural = _("characteristics")


class Distinction(Statement):
    """A statement that contrasts two or more concepts on one dimension and has a title."""

    objects: ClassVar[Any] = KindManager(Statement.Kind.DISTINCTION)

    class Meta:
        proxy = True
        verbose_name = _("distinction")
        verbose_name_plural = _("distinctions")


class Relation(Statement):
    """A statement that says how concepts are related."""

    objects: ClassVar[Any] = KindManager(Statement.Kind.RELATION)

    class Meta:
        proxy = True
        verbose_name = _("relation")
        verbose_name_plural = _("relations")


class Position(Statement):
    """A statement that gives one answer to a question that sources answer differently."""

    objects: ClassVar[Any] = KindManager(Statement.Kind.POSITION)

    class Meta:
        proxy = True
        verbose_name = _("position")
        verbose_name_plural = _("positions")


class Finding(Statement):
    """A statement in which editors sum up how two or more concepts differ or go together; it rests on others."""

    objects: ClassVar[Any] = KindManager(Statement.Kind.FINDING)

    class Meta:
        proxy = True
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
