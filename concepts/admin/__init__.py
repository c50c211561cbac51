"""Provide the pages on which people curate the content, in Django's admin.

The package adds no rules: it shows what the models and the functions of `concepts.editorial` accept or refuse.

Begin with `content.py`: `ContentAdmin` is the page that every other page extends, and its `changeform_view` shows how a
form is opened, bound, saved or refused. `statement_page.py` extends it for statements, whose forms edit drafts;
`workflow.py` adds steps such as submitting and publishing. `todo.py` builds the admin's home page, `work_list.py` the
list of all work, to which it leads.
"""

from concepts.admin import (
    bring_in,
    concepts,
    passages,
    publications,
    reports,
    site,
    skips,
    sources,
    statements,
    todo,
    work_list,
)

__all__ = [
    "bring_in",
    "concepts",
    "passages",
    "publications",
    "reports",
    "site",
    "skips",
    "sources",
    "statements",
    "todo",
    "work_list",
]
