"""Maintain the four roles as groups.

This is done after every migrate command and not in a migration, because on an empty database the permissions exist only
after the migrations.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

VIEWER, EDITOR, REVIEWER, ADMIN = "viewer", "editor", "reviewer", "admin"
ROLES = (VIEWER, EDITOR, REVIEWER, ADMIN)

# Our packages with models that have pages in the admin. People edit the rows of the applications with these names. The
# site itself writes the rows of applications inside these packages; everybody who curates may view them.
CURATED_PACKAGES = ("sources", "concepts")

# The models whose rows an editor may delete: parts on the form of another row. Other rows are withdrawn or merged.
DELETABLE_PARTS = {
    "label",
    "dimensionlabel",
    "conceptlink",
    "statementconcept",
    "side",
    "citation",
    "claimpart",
    "basis",
    "siteconcept",
    "taggedstatement",
}
READ_ONLY = {
    "contentrevision",
    "draftnote",
    "edition",
    "proposal",
    "publication",
    "rowchange",
}  # editors view their rows; nobody edits them
ADDABLE = {"draftnote"}  # of these, editors may add rows


def connect_roles() -> None:
    """Let `keep_roles` run after every migrate command; called once, when the application is ready."""
    post_migrate.connect(keep_roles, dispatch_uid="concepts.models.roles.keep_roles")


def keep_roles(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """Give each group exactly the permissions of its role.

    Does nothing until the last of our applications is migrated, because the permissions of all must exist.
    """
    ours = _our_apps()
    if sender.label != ours[-1].label:
        return
    labels = {app.label for app in ours}
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    wanted: dict[str, set[int]] = {role: set() for role in ROLES}
    for permission in Permission.objects.using(using).select_related("content_type"):
        label = permission.content_type.app_label
        action = permission.codename.partition("_")[0]
        wanted[ADMIN].add(permission.pk)
        if label in labels and action == "view":
            wanted[VIEWER].add(permission.pk)
        if label in CURATED_PACKAGES and _editor_may(action, permission.content_type.model):
            wanted[EDITOR].add(permission.pk)
        if label in CURATED_PACKAGES and action in ("publish", "withdraw"):
            wanted[REVIEWER].add(permission.pk)
    wanted[EDITOR] |= wanted[VIEWER]
    wanted[REVIEWER] |= wanted[EDITOR]
    for role in ROLES:
        group, _created = Group.objects.using(using).get_or_create(name=role)
        group.permissions.set(wanted[role])


def _our_apps() -> list[AppConfig]:
    """Return the applications with models in CURATED_PACKAGES, in the order in which they are migrated."""
    ours = (app for app in apps.get_app_configs() if app.name.partition(".")[0] in CURATED_PACKAGES)
    return [app for app in ours if app.models_module]


def _editor_may(action: str, model: str) -> bool:
    """Tell whether an editor may do the action (add, change, delete, …) on rows of the model."""
    if model in READ_ONLY:
        return action == "add" and model in ADDABLE
    return action in ("add", "change") or (action == "delete" and model in DELETABLE_PARTS)
