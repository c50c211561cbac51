"""What every row of content has besides what it says."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContentRow(models.Model):
    """A row of content: curators edit it, and a knowledge pack can contain it.

    `row_version` increases by exactly one with every change of the row, or of the parts on its form, so that a form can
    detect that somebody else saved meanwhile (sources/locking.py). `pack` is the name of the folder of the pack that
    the row was loaded from; empty where it was created in the admin. `entry_hash` is the SHA-256 of the pack's entry
    when it was last loaded; a load compares it with the row and with the file to find out which of them changed.
    """

    row_version = models.PositiveIntegerField(default=1, editable=False)
    pack = models.CharField(_("pack"), max_length=80, blank=True, editable=False)
    entry_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True
