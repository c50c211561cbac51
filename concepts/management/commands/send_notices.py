"""Mails people what others did to their work, where they asked for that on the first page of the admin."""

from collections.abc import Iterable
from smtplib import SMTPException
from typing import Unpack

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from concepts.admin.notices import name_notices
from concepts.editorial.notices import note_mailed
from concepts.models import Notice, NoticeMail, Site
from sources.management.options import CommandOptions
from sources.management.tables import refuse_missing_tables


class Command(BaseCommand):
    help = (
        "Mails to each person who asked for it, in one mail, what others did to that person's work since the last one. "
        "Meant to run every some minutes. Without a mail server it prints the mails, and they stay due."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--address",
            default=own_address(),
            help="how addresses in the mails begin, such as https://concepts.example.org (default: %(default)s)",
        )

    @refuse_missing_tables()
    def handle(self, *, address: str, **options: Unpack[CommandOptions]) -> None:
        if not address.startswith(("https://", "http://")):
            raise CommandError(f"--address is {address!r}; write an address that begins with https://.")
        sent, failed = 0, []
        wishes = NoticeMail.objects.filter(person__is_active=True, person__is_staff=True)
        for wish in wishes.select_related("person").order_by("person"):
            due = list(Notice.objects.filter(to=wish.person, mailed_at=None).order_by("at", "pk"))
            if not due or not wish.person.email:
                continue
            now = timezone.now()
            with translation.override(wish.language):
                mail = write_mail(due, wish.person.email, address.rstrip("/"))
            if not settings.SENDS_MAIL:
                self.stdout.write(mail.message().as_string())
                continue
            try:
                mail.send()
            except (SMTPException, OSError) as error:
                failed.append(f"{wish.person.get_username()}: {error}")
                continue
            note_mailed(notices=[notice.pk for notice in due], at=now)
            sent += 1
        if not settings.SENDS_MAIL:
            self.stderr.write("No mail server is set (CONCEPTBASE_EMAIL_URL): nothing was sent.")
        if failed:
            raise CommandError(f"{sent} sent; not sent, and due again the next time: {'; '.join(failed)}")
        self.stdout.write(f"{sent} sent.")


def own_address() -> str:
    """Return how addresses of the site begin, as far as its settings tell."""
    host = settings.ALLOWED_HOSTS[0].lstrip(".")
    return f"https://{host}" if settings.SECURE_SSL_REDIRECT else f"http://{host}"


def write_mail(due: Iterable[Notice], to: str, address: str) -> EmailMessage:
    """Return the mail that tells these notices, in the language that is active; no line of it comes from a header."""
    notices = name_notices(due)
    site = Site.objects.first()
    subject = ngettext(
        "%(site)s: %(number)d thing happened to your work",
        "%(site)s: %(number)d things happened to your work",
        len(notices),
    ) % {"site": " ".join(str(site.name).split()) if site else "Conceptbase", "number": len(notices)}
    text = render_to_string(
        "admin/notices.txt", {"notices": notices, "address": address, "home": f"{address}{reverse('admin:index')}"}
    )
    return EmailMessage(subject=subject, body=text, to=[to])
