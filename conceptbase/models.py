"""Store attempts to sign in, for a quarter of an hour."""

from django.db import models


class SignInTries(models.Model):
    """The number of attempts to sign in with one name, from one network address or in one browser, `since` a moment.

    `key` is a keyed hash (conceptbase/sign_in.py): neither names nor network addresses are stored.
    """

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField()
    since = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()  # it has no page

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.count}"
