"""Constraints that several tables have, each with a message on which an editor can act."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sources.caveats import caveats_pattern
from sources.dates import DATE_PATTERN
from sources.identifiers import ADDRESS_PATTERN
from sources.text import SLUG_PATTERN

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


def slug_is_well_formed(name: str) -> models.CheckConstraint:
    """Return the constraint that the slugs of a table, called `name`, can stand in addresses."""
    return models.CheckConstraint(
        condition=Q(slug__regex=rf"^{SLUG_PATTERN}\Z"),
        name=f"{name}_slug_is_well_formed",
        violation_error_message=_("A name in addresses has small letters from a to z, digits and single hyphens."),
    )


def address_is_for_readers(name: str) -> models.CheckConstraint:
    """Return the constraint that the column `address` is empty or a web address without a name and a password."""
    # Not `startswith`: Django misreads every constraint of an SQLite table after a LIKE with its ESCAPE '\'.
    message = _("An address begins with https:// or http:// and a host; leave out a name and password before it.")
    return matches(name, "address", ADDRESS_PATTERN, message)


def is_one_of(
    name: str, column: str, choices: type[models.TextChoices], *, or_empty: bool = False
) -> models.CheckConstraint:
    """Return the constraint that a column holds one of the choices, or nothing where it may be empty."""
    values = [*([""] if or_empty else []), *choices.values]
    return models.CheckConstraint(
        condition=Q(**{f"{column}__in": values}),
        name=name,
        violation_error_message=_("This is not in the list; choose something that is."),
    )


def ends_after_start(name: str, message: "_StrOrPromise") -> models.CheckConstraint:
    """Return the constraint that the span from `start` to `end` is not empty."""
    return models.CheckConstraint(condition=Q(end__gt=F("start")), name=name, violation_error_message=message)


def is_not_itself(name: str, column: str, message: "_StrOrPromise") -> models.CheckConstraint:
    """Return the constraint that a row does not name itself in a column."""
    return models.CheckConstraint(
        condition=Q(**{f"{column}__isnull": True}) | ~Q(**{column: F("id")}),
        name=name,
        violation_error_message=message,
    )


def matches(name: str, column: str, pattern: str, message: "_StrOrPromise") -> models.CheckConstraint:
    """Return the constraint that a column is empty, or wholly of the form that a regular expression describes."""
    return models.CheckConstraint(
        condition=Q(**{column: ""}) | Q(**{f"{column}__regex": rf"^({pattern})\Z"}),
        name=name,
        violation_error_message=message,
    )


def date_is_well_formed(name: str, column: str) -> models.CheckConstraint:
    """Return the constraint that a column is empty or holds a date in stored form."""
    return matches(name, column, DATE_PATTERN, _("A date is written 2020, 2020-05 or 2020-05-31."))


def caveats_are_known(name: str, values: Iterable[str]) -> models.CheckConstraint:
    """Return the constraint that the column `caveats` holds nothing but these, separated by commas."""
    return matches(name, "caveats", caveats_pattern(values), _("Choose caveats from the list."))
