"""The races of `benchmarks.races` about rows that are no statements, whose changes wait as proposals."""

import re
import time

from benchmarks.breaking_site import Person
from benchmarks.races_site import DONE, LOAD_SECONDS, Form, Races, Round, change_pack, later, new_dimension, word


def new_words(number: int) -> str:
    """Return words that stand nowhere yet."""
    return f"{word(number + 5000)} {word(int(time.time() * 1000))}?"


def propose(races: Races, text: str, slug: str = "direction") -> int:
    """Propose another question for a dimension, as the editor; return the id of the dimension."""
    pk = races.id_of("concepts_dimension", "slug", slug)
    address = races.page("dimension", pk)
    assert races.editor.send(address, races.editor.fields(address) | {"question_en": text, "_save": "Save"})[0] == DONE
    assert races.is_proposed(text)
    return pk


def question_of(races: Races, pk: int) -> str:
    """Return what a dimension asks, as readers see it."""
    return str(races.query("SELECT question_en FROM concepts_dimension WHERE id = %s", pk)[0][0])


def two_begin(races: Races, number: int) -> Round:
    """Two people save changes to a concept that readers see, for which nothing is proposed yet."""
    name, pk = "concept", races.id_of("concepts_concept", "slug", "business")
    if races.query("SELECT 1 FROM concepts_proposal WHERE kind = %s AND row = %s", name, pk):
        races.discard(name, pk)
    address, people = races.page(name, pk), (races.editor, races.reviewer)
    texts = [new_words(number), new_words(-number - 1)]
    forms = [
        person.fields(address) | {"scope_note_en": text, "_save": "Save"}
        for person, text in zip(people, texts, strict=True)
    ]
    statuses = races.at_once(*(races.sending(who, address, form) for who, form in zip(people, forms, strict=True)))
    lost = [status == DONE and not races.is_proposed(text) for status, text in zip(statuses, texts, strict=True)]
    return Round(statuses, sum(lost))


def labelling(races: Races, person: Person, slug: str, label: str) -> tuple[str, Form]:
    """Return the address of a concept with its form as that person sees it, with another preferred label."""
    address = races.page("concept", races.id_of("concepts_concept", "slug", slug))
    form = person.fields(address)
    row = next(name for name, text in form.items() if re.fullmatch(r"labels-\d+-language", name) and text == "en")
    return address, form | {row.replace("language", "text"): label, "_save": "Save"}


def two_label(races: Races, number: int) -> Round:
    """Two people propose the same preferred label for two concepts: both may, and readers see none of it."""
    label, people = word(number + 2000), (races.editor, races.reviewer)
    forms = [labelling(races, person, slug, label) for person, slug in zip(people, ("business", "sales"), strict=True)]
    statuses = races.at_once(*(races.sending(who, *form) for who, form in zip(people, forms, strict=True)))
    kept = races.query("SELECT 1 FROM concepts_proposal WHERE CAST(content AS TEXT) LIKE %s", f"%{label}%")
    [(made,)] = races.query("SELECT count(*) FROM concepts_label WHERE text = %s", label)
    return Round(statuses, max(0, statuses.count(DONE) - len(kept)), made)


def two_publish_a_label(races: Races, number: int) -> Round:
    """Two people publish proposals that give two concepts the same preferred label; the refused one stays."""
    label, doings = word(number + 2500), []
    pages = [labelling(races, races.editor, slug, label) for slug in ("business", "sales")]
    for address, form in pages:
        assert races.editor.send(address, form)[0] == DONE
    for person, (address, _form) in zip((races.reviewer, races.admin), pages, strict=True):
        step = address.replace("/change/", "/steps/publish/")
        doings.append(races.sending(person, step, person.fields(step)))
    statuses = races.at_once(*doings)
    [(made,)] = races.query("SELECT count(*) FROM concepts_label WHERE text = %s", label)
    lost = int(DONE in statuses and made == 0) + int(not races.is_proposed(label))
    return Round(statuses, lost, max(0, made - 1))


def two_publish(races: Races, number: int, *, twice_by_one: bool = False) -> Round:
    """Two people, or two clicks of one, publish one proposal."""
    text = new_words(number)
    pk = propose(races, text)
    step = races.page("dimension", pk, "steps/publish/")
    people = (races.reviewer, races.reviewer if twice_by_one else races.admin)
    forms = [person.fields(step) for person in people]
    statuses = races.at_once(*(races.sending(who, step, form) for who, form in zip(people, forms, strict=True)))
    lost = int(DONE in statuses and question_of(races, pk) != text)
    return Round(statuses, lost, max(0, races.publications_of(text) - 1))


def double_click_publishes(races: Races, number: int) -> Round:
    """Two clicks of one person publish one proposal."""
    return two_publish(races, number, twice_by_one=True)


def publish_while_saving(races: Races, number: int) -> Round:
    """A reviewer publishes a proposal, and its author saves it."""
    before, text = new_words(number), new_words(-number - 1)
    pk = propose(races, before)
    page, step = races.page("dimension", pk), races.page("dimension", pk, "steps/publish/")
    saving = races.editor.fields(page) | {"question_en": text, "_save": "Save"}
    published, saved = races.at_once(
        races.sending(races.reviewer, step, races.reviewer.fields(step)),
        races.sending(races.editor, page, saving),
    )
    lost = int(published == DONE and not races.publications_of(before)) + int(
        saved == DONE and not races.is_proposed(text)
    )
    return Round([published, saved], lost)


def publish_new_while_saving(races: Races, number: int) -> Round:
    """A reviewer publishes a new row, and its author saves it: no change reaches readers that nobody has looked at."""
    add, text = races.page("dimension"), new_words(number)
    assert (
        races.editor.send(add, races.editor.fields(add) | new_dimension(number + 5000) | {"_save": "Save"})[0] == DONE
    )
    pk = races.id_of("concepts_dimension", "slug", f"raced-{number + 5000}")
    page, step = races.page("dimension", pk), races.page("dimension", pk, "steps/publish/")
    saving = races.editor.fields(page) | {"question_en": text, "_save": "Save"}
    published, saved = races.at_once(
        races.sending(races.reviewer, step, races.reviewer.fields(step)),
        races.sending(races.editor, page, saving),
    )
    stored = question_of(races, pk)
    lost = int(saved == DONE and text != stored and not races.is_proposed(text))
    unseen = int(published == DONE and races.publications_of(text) == 0 and stored == text)
    return Round([published, saved], lost, unseen)


def publish_while_looking(races: Races, number: int) -> Round:
    """A reviewer publishes a proposal while two others open its form, which writes it and undoes it."""
    text = new_words(number)
    pk = propose(races, text)
    page, step = races.page("dimension", pk), races.page("dimension", pk, "steps/publish/")
    sent = races.reviewer.fields(step)
    statuses = races.at_once(
        races.sending(races.reviewer, step, sent), races.looking(races.editor, page), races.looking(races.admin, page)
    )
    return Round(statuses, int(DONE in statuses and question_of(races, pk) != text), races.publications_of(text) - 1)


def load_against_save(races: Races, number: int) -> Round:
    """A load that changes a dimension against a curator who saves a proposal of it."""
    races.loader.load("pack")
    pk, text = races.id_of("concepts_dimension", "slug", "timeframe"), new_words(number)
    address = races.page("dimension", pk)
    form = races.editor.fields(address) | {"question_en": text, "_save": "Save"}
    loaded_text = change_question(races, number)
    loaded, saved = races.at_once(races.loader.load, later(races.sending(races.editor, address, form), LOAD_SECONDS))
    lost = int(saved == DONE and not races.is_proposed(text))
    return Round([loaded, saved], lost + int(loaded == DONE and question_of(races, pk) != loaded_text))


def load_against_publication(races: Races, number: int) -> Round:
    """A load that changes a dimension against a reviewer who publishes a proposal of it."""
    pk, text = races.id_of("concepts_dimension", "slug", "timeframe"), new_words(number)
    if races.query("SELECT 1 FROM concepts_proposal WHERE kind = 'dimension' AND row = %s", pk):
        races.discard("dimension", pk)
    races.loader.load("pack")
    propose(races, text, "timeframe")
    step = races.page("dimension", pk, "steps/publish/")
    sent = races.reviewer.fields(step)
    loaded_text = change_question(races, number)
    loaded, published = races.at_once(races.loader.load, later(races.sending(races.reviewer, step, sent), LOAD_SECONDS))
    stored, kept = question_of(races, pk), races.is_proposed(text)
    lost = int(published == DONE and stored != text) + int(published != DONE and not kept)
    return Round([loaded, published], lost + int(loaded == DONE and stored != loaded_text))


def change_question(races: Races, number: int) -> str:
    """Change what a dimension asks in the pack; return the new words."""
    text = f"How far in round {number} {time.time()} does it look ahead?"
    change_pack(races.pack / "dimensions.yaml", r"How far [^\n]*look ahead\?", text)
    return text


PROPOSAL_RACES = {
    "two begin changes to a concept that readers see": two_begin,
    "two propose the same preferred label for two concepts": two_label,
    "two publish proposals that give two concepts the same preferred label": two_publish_a_label,
    "two publish a proposal": two_publish,
    "a double click publishes a proposal": double_click_publishes,
    "one publishes a proposal, its author saves": publish_while_saving,
    "one publishes a new dimension, its author saves": publish_new_while_saving,
    "one publishes a proposal, two open its form": publish_while_looking,
    "`pack_load` and a curator who saves a proposal": load_against_save,
    "`pack_load` and the publication of a proposal": load_against_publication,
}
