"""The rules of who may do what name every address of the site, and none that is gone."""

import pytest
from django.contrib import admin
from django.urls import path

from conceptbase import urls
from conceptbase.devtools import permission_table
from conceptbase.devtools.permission_table import (
    AddressPattern,
    NoRuleError,
    Rule,
    address_patterns,
    build_permission_table,
    unnamed_admin_patterns,
)


def test_every_address_of_the_site_has_a_rule():
    known = address_patterns()
    table = build_permission_table()
    named = {rule.address.removesuffix(f"{rule.step}/") + "<name>/" if rule.step else rule.address for rule in table}
    unnamed = [place.address for place in known if place.address not in named]
    assert len(named) > 100
    assert unnamed == [place.address for place in unnamed_admin_patterns(known)]
    assert len({address for address in unnamed if not address.endswith("<object_id>/")}) == 1


def test_no_rule_is_about_something_that_is_gone():
    table = build_permission_table()
    names = {rule.name for rule in table}
    assert permission_table.PUBLIC | set(permission_table.ADMIN_PAGES) <= names
    assert set(permission_table.MODEL_RIGHTS) == {model._meta.label_lower for model in admin.site._registry}
    assert set(permission_table.STEP_ROLES) == {rule.step for rule in table} - {""}
    assert [end for end in permission_table.FURTHER_PAGES if not any(name.endswith(f"_{end}") for name in names)] == []


@pytest.mark.parametrize("name", ["new-page", "", "admin:concepts_concept_explode", "admin:new"])
def test_a_page_without_a_rule_is_an_error(monkeypatch, name):
    monkeypatch.setattr(permission_table, "address_patterns", lambda: [AddressPattern("/en/new/", name)])
    with pytest.raises(NoRuleError, match="/en/new/"):
        build_permission_table()


def test_an_action_a_step_and_a_model_without_a_rule_are_errors(monkeypatch):
    with monkeypatch.context() as patched:
        patched.delitem(permission_table.ACTION_ROLES, "publish_chosen")
        with pytest.raises(NoRuleError, match="publish_chosen"):
            build_permission_table()
    with monkeypatch.context() as patched:
        patched.delitem(permission_table.STEP_ROLES, "withdraw")
        with pytest.raises(NoRuleError, match="the step withdraw"):
            build_permission_table()
    monkeypatch.delitem(permission_table.MODEL_RIGHTS, "concepts.concept")
    with pytest.raises(NoRuleError, match=r"concepts\.concept"):
        build_permission_table()


def test_a_pattern_added_anywhere_in_the_map_is_walked(monkeypatch):
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("x/<int:a>/", lambda request: None, name="x")])
    assert AddressPattern("/x/<a>/", "x") in list(permission_table._walk(urls.urlpatterns, "/", ""))


def test_what_a_role_may_the_next_one_may_too():
    for least in permission_table.RANKS:
        answers = [Rule("/", "", "open", least).may(person) for person in permission_table.PEOPLE]
        assert answers == sorted(answers)
    assert [Rule("/", "", "open", "nobody").may(person) for person in permission_table.PEOPLE] == [False] * 5
