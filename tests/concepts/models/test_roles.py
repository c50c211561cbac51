import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from concepts.models.roles import ROLES

pytestmark = pytest.mark.django_db


def may(role, permission):
    person = get_user_model().objects.create_user(username=f"{role} {permission}", is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    return person.has_perm(permission)


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        ("concepts.view_statement", {"viewer", "editor", "reviewer", "admin"}),
        ("sources.view_passage", {"viewer", "editor", "reviewer", "admin"}),
        ("concepts.add_distinction", {"editor", "reviewer", "admin"}),
        ("concepts.change_characteristic", {"editor", "reviewer", "admin"}),
        ("concepts.delete_citation", {"editor", "reviewer", "admin"}),
        ("concepts.delete_statement", {"admin"}),
        ("concepts.view_edition", {"viewer", "editor", "reviewer", "admin"}),
        ("concepts.change_edition", {"admin"}),
        ("concepts.add_draftnote", {"editor", "reviewer", "admin"}),
        ("concepts.change_draftnote", {"admin"}),
        ("sources.change_sourceversion", {"editor", "reviewer", "admin"}),
        ("concepts.publish_statement", {"reviewer", "admin"}),
        ("concepts.withdraw_statement", {"reviewer", "admin"}),
        ("auth.change_user", {"admin"}),
    ],
)
def test_roles_may_do_what_they_are_for(permission, roles):
    assert {role for role in ROLES if may(role, permission)} == roles


def test_the_demo_has_one_person_of_each_role_and_keeps_their_passwords(settings, capsys):
    settings.DEMO = True
    call_command("demo_people")
    people = get_user_model().objects.in_bulk(field_name="username")
    assert set(people) == set(ROLES)
    assert all(person.is_staff and person.check_password("conceptbase") for person in people.values())
    viewer = people["viewer"]
    viewer.set_password("something else")
    viewer.save()
    call_command("demo_people")
    viewer.refresh_from_db()
    assert viewer.check_password("something else")


def test_people_with_known_passwords_are_refused_outside_the_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="CONCEPTBASE_DEMO"):
        call_command("demo_people")
    assert not get_user_model().objects.exists()
