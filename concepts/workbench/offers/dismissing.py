"""Keep which sentences are not to be offered again, and why; and offer one again."""

from concepts.editorial.actors import Actor, actor_name, person
from concepts.workbench.models import DismissalReason, DismissedSentence, OfferedSentence


def dismiss(*, sentence: OfferedSentence, reason: DismissalReason, by: Actor) -> DismissedSentence:
    """Offer a sentence no more, nor any that is alike; one that is dismissed already stays as it is."""
    place = {"version_id": sentence.version_id, "start": sentence.start, "end": sentence.end}
    who = {"reason": reason, "by": person(by), "by_name": actor_name(by)}
    row, _is_new = DismissedSentence.objects.get_or_create(letters=sentence.letters, defaults=place | who)
    return row


def offer_again(*, dismissed: int) -> bool:
    """Take a dismissal back, by its id; return whether there was one."""
    return bool(DismissedSentence.objects.filter(pk=dismissed).delete()[0])
