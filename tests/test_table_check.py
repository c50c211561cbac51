"""The comparison of tables with models: a fresh database fits, one made by another version of the code does not."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from conceptbase.table_check import table_differences
from concepts.models import Statement

pytestmark = pytest.mark.django_db
TABLE = Statement._meta.db_table


@pytest.mark.slow
def test_the_tables_that_the_migrations_make_are_those_of_the_models(capsys: pytest.CaptureFixture[str]) -> None:
    assert table_differences() == []
    call_command("check_tables")
    assert "The tables are those of the models." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        (
            "ALTER TABLE sources_source RENAME COLUMN publisher TO issued_by",
            [
                "sources_source lacks the column publisher",
                "sources_source has a column issued_by that the code does not know",
            ],
        ),
        (
            "ALTER TABLE sources_source ADD COLUMN shelf varchar(9) NULL",
            ["sources_source has a column shelf that the code does not know"],
        ),
        ("ALTER TABLE concepts_dimension RENAME TO concepts_aspect", ["there is no table concepts_dimension"]),
    ],
)
def test_what_differs_is_named(change: str, difference: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert table_differences() == difference


def test_a_column_that_may_be_empty_only_in_the_code_and_a_missing_rule_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The database stays and the code changes, as it is when somebody pulls.
    monkeypatch.setattr(Statement._meta.get_field("code"), "null", True)
    rules = [*Statement._meta.constraints[1:], Statement._meta.constraints[0].clone()]
    rules[-1].name = "a_newer_rule"
    monkeypatch.setattr(Statement._meta, "constraints", rules)
    assert sorted(table_differences()) == [
        f"{TABLE} lacks the rule or index a_newer_rule",
        f"{TABLE}.code may not be NULL in the database",
    ]


def test_the_command_fails_with_all_differences() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sources_source RENAME COLUMN publisher TO issued_by")
    with pytest.raises(CommandError, match=r"lacks the column publisher\.\n.* does not know\.$"):
        call_command("check_tables")
