"""Who does something: a person who is signed in, or, by its name, a pack or a command."""

from django.contrib.auth.models import AnonymousUser, User

Actor = User | AnonymousUser | str | None


def person(by: Actor) -> User | None:
    """Return the person; None where a pack, a command or nobody in particular does it."""
    return by if isinstance(by, User) else None


def actor_name(by: Actor) -> str:
    """Return the name that is kept when the account is gone: the person's or the pack's; empty for nobody."""
    if isinstance(by, User):
        return by.get_full_name()[:150] or by.get_username()
    return by if isinstance(by, str) else ""
