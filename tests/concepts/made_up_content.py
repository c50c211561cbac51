"""A made-up bilingual field of statements and made-up attached rows, described as a contributor would describe them."""

from dataclasses import replace

from django.apps import apps
from django.db import connection, models

from concepts.content.description import STATEMENT
from concepts.content.shape import Attached, Field, Languages, Reference, WhenDoubled, WhenMerged
from concepts.content.statement_kinds import STATEMENT_KINDS
from concepts.content.value_types import OneOf, Prose
from concepts.models import Concept, Statement


def made_up(clean_up):
    """Give statements a column `example` and rows of a model Sample, which is returned, until the stack is closed.

    Both live in the transaction of the test, before any row is written.
    """
    add_columns(
        clean_up,
        example_en=models.TextField("example in English", blank=True, default=""),
        example_zh=models.TextField("example in Chinese", blank=True, default=""),
    )

    def forget_sample():
        del apps.all_models["concepts"]["sample"], Statement.samples
        apps.clear_cache()

    class Sample(models.Model):
        statement = models.ForeignKey(Statement, models.CASCADE, related_name="samples")
        concept = models.ForeignKey(Concept, models.PROTECT, related_name="+")
        size = models.CharField("size", max_length=5, choices={"small": "Small one", "large": "Large one"})
        remark_en = models.TextField("remark in English", blank=True)
        remark_zh = models.TextField("remark in Chinese", blank=True)
        rank = models.PositiveIntegerField(default=0)

        class Meta:
            app_label = "concepts"
            verbose_name = "sample"

        def __str__(self):
            return self.size

    clean_up.callback(forget_sample)
    with connection.cursor() as cursor:
        editor = connection.schema_editor()
        editor.deferred_sql = []  # foreign keys on PostgreSQL, which this table does without
        cursor.execute(editor.table_sql(Sample)[0])
    both = Languages.EITHER
    samples = Attached(
        "samples",
        Sample,
        "statement",
        key=(Reference("concept", "concept", shown=("name",)),),
        fields=(Field("size", OneOf(("small", "large"), default="small")), Field("remark", Prose(100), both)),
        when_merged=WhenMerged.MOVE,
        when_doubled=WhenDoubled.DROP,
    )
    describe(clean_up, "fields", (*STATEMENT.fields, Field("example", Prose(2_000), both)))
    describe(clean_up, "attached", (*STATEMENT.attached, samples))
    kinds = dict(STATEMENT_KINDS)
    clean_up.callback(STATEMENT_KINDS.update, kinds)
    for name, kind in kinds.items():
        more = replace(kind, fields=(*kind.fields, "example"), attached=(*kind.attached, "samples"))
        STATEMENT_KINDS[name] = more
    return Sample


def add_columns(clean_up, **columns):
    """Gives statements these columns, until the test ends."""

    def remove():
        for name, column in columns.items():
            Statement._meta.local_fields.remove(column)
            delattr(Statement, name)
        apps.clear_cache()

    for name, column in columns.items():
        column.contribute_to_class(Statement, name)
    clean_up.callback(remove)
    with connection.cursor() as cursor:
        for name in columns:
            cursor.execute(f"ALTER TABLE concepts_statement ADD COLUMN {name} text NOT NULL DEFAULT ''")


def describe(clean_up, name, value):
    """Gives the description of statements another value of an attribute, until the test ends."""
    clean_up.callback(object.__setattr__, STATEMENT, name, getattr(STATEMENT, name))
    object.__setattr__(STATEMENT, name, value)
