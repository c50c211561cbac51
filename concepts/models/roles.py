"""The four roles as groups, kept after every migration: on an empty database a migration would find no permissions."""

from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

VIEWER, EDITOR, REVIEWER, ADMIN = "viewer", "editor", "reviewer", "admin"
ROLES = (VIEWER, EDITOR, REVIEWER, ADMIN)

# The packages of ours whose rows have a page. People write those of the apps of these names; what is kept by an app
# inside one of them, the site writes by itself, and everybody who curates may look at it.
HOUSES = ("sources", "concepts")

# What an editor may delete: parts of a form. Whole things are withdrawn or merged, never deleted.
PARTS = {"label", "conceptlink", "statementconcept", "side", "citation", "positionbasis", "taggedstatement"}
READ_ONLY = {"contentrevision", "draftnote", "edition", "sourceversion"}  # editors see them; nobody edits them
ADDED = {"draftnote", "sourceversion"}  # but editors write new ones


def connect() -> None:
    """Keeps the groups from now on; called once, when the application is ready."""
    post_migrate.connect(keep_roles, dispatch_uid="concepts.models.roles.keep_roles")


def keep_roles(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """Gives each group exactly the permissions of its role, as soon as those of the last of our apps are there."""
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
        if label in HOUSES and _editor_may(action, permission.content_type.model):
            wanted[EDITOR].add(permission.pk)
        if label in HOUSES and action in ("publish", "withdraw"):
            wanted[REVIEWER].add(permission.pk)
    wanted[EDITOR] |= wanted[VIEWER]
    wanted[REVIEWER] |= wanted[EDITOR]
    for role in ROLES:
        group, _created = Group.objects.using(using).get_or_create(name=role)
        group.permissions.set(wanted[role])


def _our_apps() -> list[AppConfig]:
    """The apps in our houses that have models, in the order in which they tell that they are migrated."""
    return [app for app in apps.get_app_configs() if app.models_module and app.name.partition(".")[0] in HOUSES]


def _editor_may(action: str, model: str) -> bool:
    if model in READ_ONLY:
        return action == "add" and model in ADDED
    return action in ("add", "change") or (action == "delete" and model in PARTS)
