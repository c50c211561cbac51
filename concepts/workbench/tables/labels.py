"""Give a concept a label as a row of a table says."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from concepts.content.row_content import AttachedContent, RowContent
from concepts.editorial.actors import Actor
from concepts.editorial.proposals import changes_by_proposal, content_of, note_unseen, proposal_of, propose_change
from concepts.editorial.row_contents import apply_content, read_row_content
from concepts.models import Concept, Label
from concepts.models.names import LabelName, label_faults, name_key
from concepts.workbench.tables.naming import NamedRows, language_of, one_of
from concepts.workbench.tables.outcomes import RowVerdict, Written
from sources.locking import claim_row_version
from sources.text import clean_text

MOST_LABEL = 100  # code points


def write_label(cells: Mapping[str, str], named: NamedRows, by: Actor) -> Written:
    """Add a label, or give one that is there another role; raises RowRefusedError and ValidationError."""
    row = Concept.objects.get(slug=named.concept(cells["concept"]))
    language = language_of(cells["language"])
    role = Label.Role(one_of(cells.get("role", ""), Label.Role.values, "role", Label.Role.ALTERNATIVE.value))
    text = clean_text(cells["text"], most=MOST_LABEL, field=_("text"))
    proposal = proposal_of(row) if changes_by_proposal(row) else None
    before = (content_of(proposal) if proposal else None) or read_row_content(row)
    labels = [dict(label.values) for label in before.attached["labels"]]
    same = [
        label for label in labels if label["language"] == language and name_key(str(label["text"])) == name_key(text)
    ]
    name = f"{row.slug}: {text}"
    if same and same[0]["role"] == role:
        return Written(RowVerdict.SAME, name)
    if role == Label.Role.PREFERRED:  # the one that was becomes an alternative
        for label in labels:
            if label["language"] == language and label["role"] == role:
                label["role"] = Label.Role.ALTERNATIVE.value
    if same:
        same[0]["role"] = role.value
    else:
        labels.append({"language": language.value, "text": text, "role": role.value})
    _check(row, labels)
    _write(row, replace(before, attached={**before.attached, "labels": tuple(map(AttachedContent, labels))}), by)
    return Written(RowVerdict.CHANGED if same else RowVerdict.NEW, name)


def _check(row: Concept, labels: Iterable[Mapping[str, object]]) -> None:
    """Raise the first fault of the labels, as forms name it."""
    names = [LabelName(str(label["language"]), str(label["text"]), str(label["role"])) for label in labels]
    taken = {
        (language, name_key(text)): slug
        for language, text, slug in Label.objects.filter(role=Label.Role.PREFERRED)
        .exclude(concept=row)
        .values_list("language", "text", "concept__slug")
    }
    for _number, _column, error in label_faults(names, taken):
        raise error


def _write(row: Concept, content: RowContent, by: Actor) -> None:
    """Keep the content as a draft of changes to what readers see, or write what they do not see yet."""
    if changes_by_proposal(row):
        propose_change(row=row, content=content, by=by)
        return
    claim_row_version(row=row, row_version=row.row_version)
    apply_content(row, content)
    note_unseen(row=row, by=by)
