"""Makes the people of the demo: one of each role, with passwords that everybody knows."""

from typing import Unpack

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from concepts.models.roles import ADMIN, ROLES
from sources.management.options import CommandOptions

PASSWORD = "conceptbase"  # conceptbase/sign_in.py refuses it outside the demo


class Command(BaseCommand):
    help = "Makes viewer, editor, reviewer and admin for the demo (refused elsewhere), and prints how to sign in."

    @transaction.atomic
    def handle(self, **options: Unpack[CommandOptions]) -> None:
        if not settings.DEMO:
            raise CommandError(
                "These people have known passwords, so they exist in the demo only. Set CONCEPTBASE_DEMO=true for a "
                "demo; on a real site use `manage.py createsuperuser`."
            )
        for role in ROLES:
            person, made = get_user_model().objects.get_or_create(
                username=role, defaults={"is_staff": True, "is_superuser": role == ADMIN}
            )
            if made:
                person.set_password(PASSWORD)
                person.save()
                person.groups.set([Group.objects.get(name=role)])
            self.stdout.write(f"{role:<9} {PASSWORD}")
