"""Store who is editing what at this moment, as a courtesy to those who open the same form."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OpenForm(models.Model):
    """A form in which a person changed something and has not saved it; `kind` and `row` name the row as in `Proposal`.

    `at` is when the person's browser last said so. It locks nothing.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="open_forms")
    kind = models.CharField(max_length=14)
    row = models.PositiveBigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()  # it has no page
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "row", "person"],
                name="a_person_edits_a_row_once",
                violation_error_message=_("This person is editing that already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"
