"""Let people save, publish and load at the same moment through the real forms, and count what is lost.

.venv/bin/python -m benchmarks.races [--rounds 50] [sqlite] [postgresql]

A site with a small pack is filled on each database and served by gunicorn. In each round two people open a form in the
same state and send it at once; then the database is read. A text is lost where its save was answered as done and the
text stands neither in the row, nor in a draft or proposal, nor in an edition. The table is in
docs/when-things-break.md.
"""

import argparse
import contextlib
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.breaking_site import Site
from benchmarks.races_proposals import PROPOSAL_RACES
from benchmarks.races_site import (
    DONE,
    LOAD_SECONDS,
    Form,
    Races,
    Round,
    Total,
    change_pack,
    later,
    new_dimension,
    serve_loads,
    word,
)
from tests.concepts.packs.build import write_pack
from tests.postgres import running_postgres

Race = Callable[[Races, int], Round]
UNIQUE = {"tag": "name_en", "dimension": "slug", "concept": "slug", "definition": "text_en"}  # what is typed once only
HEAD = ("database", "at the same moment", "rounds", "done", "other answers", "lost", "doubled", "500")


def two_save(name: str, table: str, column: str, value: str, typed: str, stored: str = "") -> Race:
    """Return the race of two people who save one row; `typed` is the field, `stored` the query that finds its text."""

    def race(races: Races, number: int) -> Round:
        address = races.page(name, races.id_of(table, column, value))
        texts = [f"Words of {who} {name} {number}" for who in ("one", "two")]
        people = (races.editor, races.reviewer)
        forms = [
            person.fields(address) | {typed: text, "_save": "Save"} for person, text in zip(people, texts, strict=True)
        ]
        statuses = races.at_once(*(races.sending(who, address, form) for who, form in zip(people, forms, strict=True)))
        query = stored or f"SELECT 1 FROM {table} WHERE {typed} = %s"  # noqa: S608
        lost = [
            text
            for text, status in zip(texts, statuses, strict=True)
            if status == DONE and not (races.query(query, text) or races.is_proposed(text))
        ]
        return Round(statuses, len(lost))

    return race


def two_begin_a_draft(races: Races, number: int) -> Round:
    """Two people save changes to a published statement of which there is no draft yet."""
    live = races.id_of("concepts_statement", "code", "C3333")
    for (draft,) in races.query("SELECT id FROM concepts_statement WHERE revises_id = %s", live):
        races.discard("characteristic", draft)
    return two_save("characteristic", "concepts_statement", "code", "C3333", "text_en")(races, number)


def two_make(name: str, fields: Callable[[int], Form], by_one: bool = False) -> Race:
    """Return the race of two people who make the same new row, or of one who sends one form twice."""
    table, column = f"concepts_{name if name != 'definition' else 'statement'}", UNIQUE[name]
    first = 1000 if by_one else 0  # so that the names are others

    def race(races: Races, number: int) -> Round:
        address, typed = races.page(name), fields(first + number)
        people = (races.editor, races.editor if by_one else races.reviewer)
        forms = [person.fields(address) | typed | {"_save": "Save"} for person in people]
        sent = [forms[0], forms[0 if by_one else 1]]
        statuses = races.at_once(*(races.sending(who, address, form) for who, form in zip(people, sent, strict=True)))
        [(made,)] = races.query(f"SELECT count(*) FROM {table} WHERE {column} = %s", typed[column])  # noqa: S608
        return Round(statuses, int(DONE in statuses and made == 0), max(0, made - 1))

    return race


def publishing(twice_by_one: bool, new: bool) -> Race:
    """Return the race of two people, or of two clicks of one, who publish one draft: new, or of changes."""

    def race(races: Races, number: int) -> Round:
        pk = new_draft(races, number) if new else races.draft_of("C2222")
        step = races.page("characteristic", pk, "steps/publish/")
        people = (races.reviewer, races.reviewer if twice_by_one else races.admin)
        forms = [person.fields(step) for person in people]
        before = editions(races)
        statuses = races.at_once(*(races.sending(who, step, form) for who, form in zip(people, forms, strict=True)))
        made = editions(races) - before
        return Round(statuses, int(DONE in statuses and made == 0), max(0, made - 1))

    return race


def new_draft(races: Races, number: int) -> int:
    """Make a new characteristic with evidence, as the editor; return its id."""
    address, text = races.page("characteristic"), f"{word(number + 4000)} {word(int(time.time() * 1000))}."
    [(evidence,)] = races.query(
        "SELECT passage_id FROM concepts_citation WHERE statement_id = %s LIMIT 1",
        races.id_of("concepts_statement", "code", "C2222"),
    )
    typed = {
        "text_en": text, "text_zh": f"新句子{number}。",
        "dimension": races.id_of("concepts_dimension", "slug", "timeframe"),
        "concept_links-0-concept": races.id_of("concepts_concept", "slug", "business"),
        "citations-0-passage": evidence, "_something_else": "", "_save": "Save",
    }  # fmt: skip
    form = races.editor.fields(address) | typed
    status, page = races.editor.send(address, form)
    if status != DONE:  # it is nearly there already: say that it is something else
        keys = re.findall(r'name="_something_else" value="([^"]*)"', page)
        races.editor.send(address, form | {"_something_else": "\n".join(keys)})
    return races.id_of("concepts_statement", "text_en", text)


def editions(races: Races) -> int:
    """Return how many editions of characteristics there are."""
    [(count,)] = races.query(
        "SELECT count(*) FROM concepts_edition e JOIN concepts_statement s ON s.id = e.statement_id "
        "WHERE s.kind = 'characteristic'"
    )
    return int(count)


def publish_while_saving(new: bool) -> Race:
    """Return the race of a reviewer who publishes a draft against its author who saves it."""

    def race(races: Races, number: int) -> Round:
        pk = new_draft(races, number) if new else races.draft_of("C2222")
        page, step = races.page("characteristic", pk), races.page("characteristic", pk, "steps/publish/")
        text = f"{word(number + 3000)} {word(int(time.time() * 1000))}."
        form = races.editor.fields(page)
        before = str(form["text_en"])
        sent = races.reviewer.fields(step)
        published, saved = races.at_once(
            races.sending(races.reviewer, step, sent),
            races.sending(races.editor, page, form | {"text_en": text, "_save": "Save"}),
        )
        lost = int(saved == DONE and not races.is_kept(text)) + int(published == DONE and not races.is_kept(before))
        return Round([published, saved], lost)

    return race


def load_against_publication(races: Races, number: int) -> Round:
    """A load that changes a published statement against a reviewer who publishes its draft of changes."""
    live = races.id_of("concepts_statement", "code", "D2222")
    for (draft,) in races.query("SELECT id FROM concepts_statement WHERE revises_id = %s", live):
        races.discard("definition", draft)
    races.loader.load("pack")
    draft = races.draft_of("D2222")
    [(text,)] = races.query("SELECT text_en FROM concepts_statement WHERE id = %s", draft)
    step = races.page("definition", draft, "steps/publish/")
    sent = races.reviewer.fields(step)
    change_pack(
        races.pack / "statements/marketing.yaml",
        r"en: Marketing [^\n]*easy to sell\.",
        f"en: Marketing in round {number} {time.time()} makes products easy to sell.",
    )
    loaded, published = races.at_once(races.loader.load, later(races.sending(races.reviewer, step, sent), LOAD_SECONDS))
    [(stored,)] = races.query("SELECT text_en FROM concepts_statement WHERE id = %s", live)
    return Round([loaded, published], int(published == DONE and stored != text))


def new_tag(number: int) -> Form:
    """Return the fields of a new tag."""
    return {"name_en": word(number)}


def new_concept(number: int) -> Form:
    """Return the fields of a new concept."""
    labels = {
        "labels-0-language": "en",
        "labels-0-text": word(number),
        "labels-0-role": "preferred",
        "labels-0-rank": "0",
    }
    return (
        {"slug": f"raced-{number}", "labels-TOTAL_FORMS": "1", "links-TOTAL_FORMS": "0"}
        | labels
        | {"_something_else": ""}
    )


def new_statement(number: int) -> Form:
    """Return the fields of a new definition."""
    return {"text_en": f"{word(number)} {word(-number)}", "text_zh": "", "_something_else": ""}


RACES: dict[str, Race] = {
    "two save a draft": two_save("position", "concepts_statement", "code", "P3333", "text_en"),
    "two begin changes to a published statement": two_begin_a_draft,
    "two save a concept": two_save("concept", "concepts_concept", "slug", "business", "scope_note_en"),
    "two save a dimension": two_save("dimension", "concepts_dimension", "slug", "direction", "question_en"),
    "two save a relation type": two_save("relationtype", "concepts_relationtype", "slug", "precedes", "inverse_en"),
    "two save a question": two_save("question", "concepts_question", "slug", "are-they-one", "text_en"),
    "two save a tag": two_save("tag", "concepts_tag", "slug", "push-pull", "name_en"),
    "two save a source": two_save("source", "sources_source", "slug", "two-sides", "quality_en"),
    "two save a passage": two_save("passage", "sources_passage", "quote", "再进攻。", "translation"),
    "two make the same new tag": two_make("tag", new_tag),
    "two make a dimension with the same name in addresses": two_make("dimension", new_dimension),
    "two make a concept with the same name in addresses": two_make("concept", new_concept),
    "a double click makes a tag": two_make("tag", new_tag, by_one=True),
    "a double click makes a concept": two_make("concept", new_concept, by_one=True),
    "a double click makes a statement": two_make("definition", new_statement, by_one=True),
    "two publish a new statement": publishing(twice_by_one=False, new=True),
    "two publish a draft of changes": publishing(twice_by_one=False, new=False),
    "a double click publishes a draft of changes": publishing(twice_by_one=True, new=False),
    "one publishes a new statement, its author saves": publish_while_saving(new=True),
    "one publishes a draft of changes, its author saves": publish_while_saving(new=False),
    "`pack_load` and a publication": load_against_publication,
    **PROPOSAL_RACES,
}  # fmt: skip


def print_row(cells: Sequence[str]) -> None:
    """Print a row of the table."""
    print("| " + " | ".join(cells) + " |", flush=True)


@contextlib.contextmanager
def served(folder: Path, database: str) -> Iterator[Races]:
    """Fill and serve a site on that kind of database."""
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(running_postgres()) if database == "postgresql" else ""
        (folder / f"{database}-pack").mkdir()
        pack = write_pack(folder / f"{database}-pack")
        filling = ("migrate -v0", f"pack_load {pack}", "demo_people")
        allowed = {"CONCEPTBASE_ALLOW_OWN_WORK": "true", "CONCEPTBASE_LOG": "text"}
        site = stack.enter_context(Site(folder / database, url, filling, **allowed))
        races = Races(site, url, pack)
        stack.callback(races.loader.stop)
        yield races


def main(databases: Sequence[str], rounds: int, only: str) -> None:
    """Hold all races on these databases and print the table."""
    with tempfile.TemporaryDirectory(prefix="conceptbase-races-") as name:
        print_row(HEAD)
        print("| --- " * len(HEAD) + "|")
        for database in databases or ("sqlite", "postgresql"):
            with served(Path(name), database) as races:
                for title, race in RACES.items():
                    if not re.search(only, title):
                        continue
                    total = Total()
                    for number in range(rounds):
                        total.add(race(races, number))
                    print_row([{"sqlite": "SQLite"}.get(database, "PostgreSQL"), title, *total.cells()])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("databases", nargs="*", help="sqlite, postgresql; both where none is named")
    parser.add_argument("--rounds", type=int, default=50, help="of each race")
    parser.add_argument("--only", default="", help="a pattern: races whose title it finds")
    parser.add_argument("--load", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    # Whoever is told to end takes the servers with it.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    if chosen.load:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conceptbase.settings")
        serve_loads(chosen.load)
    else:
        main(chosen.databases, chosen.rounds, chosen.only)
