"""People of each role, signed in to the admin."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client


@pytest.fixture
def signed_in(db) -> Callable[[str], Client]:
    """A client signed in as a person of the role asked for."""

    def sign_in(role: str) -> Client:
        person = get_user_model().objects.create_user(username=role, is_staff=True, is_superuser=role == "admin")
        person.groups.add(Group.objects.get(name=role))
        client = Client(headers={"accept-language": "en"})
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def admin(signed_in) -> Client:
    return signed_in("admin")


@pytest.fixture
def editor(signed_in) -> Client:
    return signed_in("editor")
