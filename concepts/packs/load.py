"""Loads a pack into the database: all of it or nothing, and again without change."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from concepts.content.description import ADDRESS
from concepts.content.natural_keys import NaturalKey
from concepts.content.value_types import Words
from concepts.editorial.draft_rows import follow_drafts
from concepts.editorial.publications import OpenPublication, open_publication
from concepts.editorial.publishing import NotWithdrawableError, publish_many, reopen, withdraw
from concepts.editorial.requirements import NotPublishableError
from concepts.editorial.review import WrongStatusError
from concepts.editorial.row_ids import read_ids
from concepts.editorial.same_articles import CircleError, link_identical, shorten_chains
from concepts.editorial.write_lock import write_lock
from concepts.models import Citation, Proposal, Publication, Statement
from concepts.packs.check import check_pack
from concepts.packs.faults import Fault, PackFaultyError
from concepts.packs.plan import LoadPlan, Settlement, TakenSide, make_plan
from concepts.packs.publication import KEY_OF_FIELD
from concepts.packs.records import NO_ENTRY, RECORD_KINDS, PackContent, record_name
from concepts.packs.row_reader import StoredRows, read_rows
from concepts.packs.row_writer import KeyedRecord, RowWriter
from sources.models import Passage, PassageSuccession, Skip

WORDS_EN = "This statement was taken out when its evidence was reviewed again."
WORDS_ZH = "重新核对依据后，这条陈述已撤下。"
WITHHOLDING = ("withheld", "withheld_reason")
PUT_BACK = "The pack says it again.\n知识包中又有了这条陈述。"


@dataclass(slots=True)
class LoadReport:
    """What loading did, as names that people read."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    same: int = 0  # entries that say what the site says already

    @property
    def changed(self) -> bool:
        """Whether any content is another than before."""
        return bool(self.created or self.updated or self.withdrawn or self.removed)


def load_pack(
    folder: Path,
    *,
    take: TakenSide | None = None,
    settled: Mapping[str, TakenSide] | None = None,
    withdraw_missing: bool = False,
    dry_run: bool = False,
) -> LoadReport:
    """Load the pack in `folder` in one transaction, and return what was done.

    `take` decides where a curator and the pack both changed an entry, `settled` does so for single ones by the names
    that messages call them (`record_name`); `withdraw_missing` withdraws statements, and removes evidence, whose
    entries are gone. A `dry_run` does all of it and takes it back, so it tells exactly what would be done. Raises
    PackFaultyError, with nothing written, for every fault of the pack, conflict, collision with other rows, or
    statement that cannot be published.
    """
    pack, content = check_pack(folder)
    pack.entries.clear()
    content.forget_entries()
    loading = _Loading(content, pack.name)
    try:
        # Nobody saves or publishes between what is read here and what is written.
        with write_lock():
            with open_publication(act=Publication.Act.LOADED, by=pack.name) as loading.publication:
                report = loading.run(Settlement(take, settled or {}), withdraw_missing)
            if dry_run:
                transaction.set_rollback(True)
            return report
    except NotPublishableError as error:
        raise PackFaultyError(
            loading.fault_of(code, str(missing), missing.field)
            for code, lacking in error.missing.items()
            for missing in lacking
        ) from error
    except IntegrityError as error:
        message = f"The database refuses the pack, since something on this site stands in its way: {error}."
        raise PackFaultyError([Fault("", 0, message)]) from error


class _Loading:
    def __init__(self, content: PackContent, pack: str) -> None:
        self.content = content
        self.pack = pack
        self.stored = StoredRows()
        self.report = LoadReport()
        self.settlement = Settlement()
        self.publication = OpenPublication()
        self.made = OpenPublication()  # where what the load makes is noted: of a first load that is told nowhere

    def run(self, settlement: Settlement, withdraw_missing: bool) -> LoadReport:
        self.stored = read_rows()
        if self._is_loaded():
            self.made = self.publication
        self._keep_links_outside()
        self._keep_withheld()
        plan = make_plan(self.content, self.stored, self.pack, settlement, withdraw_missing)
        self.report.same = plan.same
        self.settlement = settlement
        writer = RowWriter(self.stored, self.pack, self.content.texts)
        statuses = {key: self.stored.statement(key).status for key in self.stored.of("statement")}
        for kind in RECORD_KINDS:
            if kind != "address":
                self._write(writer, kind, plan)
            if kind == "article":
                self._link_articles(plan)
        self._withdraw(plan, withdraw_missing)
        if withdraw_missing:
            self._remove_evidence(writer, plan)
        self._write(writer, "address", plan)
        self._report_gone(plan)
        if self.report.changed:
            follow_drafts()
            self._publish(plan, statuses)
        return self.report

    def _is_loaded(self) -> bool:
        """Return whether a row of this pack is there already."""
        return any(stored.row.pack == self.pack for rows in self.stored.rows.values() for stored in rows.values())

    def _keep_links_outside(self) -> None:
        """Take over which articles of the pack continue one that it does not have: of these a pack can say nothing."""
        for key, record in self.content.of("article").items():
            stored = self.stored.of("article").get(key)
            outside = stored.record.key("same_as") if stored else ()
            if outside and outside not in self.content.of("article"):
                record.fields.setdefault("same_as", outside)

    def _keep_withheld(self) -> None:
        """Take over that a source is withheld where the pack is silent about it: only a reviewer's step releases it."""
        for key, record in self.content.of("source").items():
            stored = self.stored.of("source").get(key)
            if stored and not record.text("withheld"):
                kept = {name: stored.record.fields[name] for name in WITHHOLDING if name in stored.record.fields}
                record.fields |= kept

    def _link_articles(self, plan: LoadPlan) -> None:
        """Let new articles continue those of identical text on the site; raises PackFaultyError for a circle."""
        keys = [*plan.create["article"], *plan.update["article"]]
        try:
            link_identical(articles=[self.stored.id("article", key) for key in keys], within=self.made)
            shorten_chains(within=self.made)
        except CircleError as error:
            origin = self.content.of("article")[keys[0]].origin if keys else NO_ENTRY
            raise PackFaultyError([origin.fault(" ".join(error.messages))]) from error

    def fault_of(self, code: str, message: str, field: str = "") -> Fault:
        """Return a fault of a statement, where the pack says it, or of the site where only the site has it."""
        if record := self.content.of("statement").get((code,)):
            return record.origin.fault(f"{code}: {message}", KEY_OF_FIELD.get(field, "code"))
        return Fault("", 0, f"{code}, which is on the site only: {message}")

    def _entries(self, kind: str, keys: list[NaturalKey]) -> list[KeyedRecord]:
        return [(key, self.content.of(kind)[key]) for key in keys]

    def _write(self, writer: RowWriter, kind: str, plan: LoadPlan) -> None:
        if kind != "statement":  # which its edition tells
            self.publication.add_rows(kind, [self.stored.id(kind, key) for key in plan.update[kind]])
        writer.write(kind, self._entries(kind, plan.create[kind]), self._entries(kind, plan.update[kind]))
        for key, record in self._entries(kind, plan.remember[kind]):
            writer.remember(kind, key, record)
        if kind == "address":  # publishing and withdrawing may have made or removed some since they were read
            self.made.add_new_rows(kind, _address_ids([*plan.create[kind], *plan.update[kind]]))
        elif kind != "statement":
            self.made.add_new_rows(kind, [self.stored.id(kind, key) for key in plan.create[kind]])
        self.report.created += [record_name(kind, key) for key in plan.create[kind]]
        self.report.updated += [record_name(kind, key) for key in plan.update[kind]]
        self.report.kept += [record_name(kind, key) for key in plan.keep[kind]]

    def _withdraw(self, plan: LoadPlan, missing: bool) -> None:
        """Withdraw gone statements that addresses.yaml has, and with `missing` all of them; drafts are deleted."""
        rank = {"position": 0, "finding": 0, "distinction": 1}  # what leans on others goes first
        gone = sorted(plan.gone["statement"], key=lambda key: (rank.get(self._kind(key), 2), key))
        for key in gone:
            listed = self.content.of("address").get(("statement", key[0]))
            if not listed and (not missing or self._keeps_changed("statement", key)):
                continue
            row = Statement.objects.filter(pk=self.stored.id("statement", key)).first()
            if row and not row.published_at and not missing:
                continue
            plan.gone["statement"].remove(key)
            if row is None or not row.published_at:
                if row:  # else the draft went with the head of its list
                    self._delete_draft(row)
                self.report.removed.append(record_name("statement", key))
                continue
            self.report.withdrawn.append(record_name("statement", key))
            if row.status == Statement.Status.PUBLISHED:  # else it went with the head of its list
                words = listed.words("words") if listed and not listed.text("target") else Words(WORDS_EN, WORDS_ZH)
                try:
                    withdraw(statement=row, by=self.pack, words_en=words.en, words_zh=words.zh, within=self.publication)
                except NotWithdrawableError as error:
                    raise PackFaultyError([self.fault_of(row.code, str(error))]) from error

    def _keeps_changed(self, kind: str, key: NaturalKey) -> bool:
        """Tell whether a row that is gone from the pack stays, since it was changed on the site, which is taken."""
        return self.settlement.of(record_name(kind, key)) == "site" and self.stored.is_changed(kind, key)

    def _delete_draft(self, row: Statement) -> None:
        try:
            row.delete()
        except ProtectedError as error:
            leaning = ", ".join(sorted({str(row) for row in error.protected_objects}))
            message = f"it is gone from the pack, and others on the site lean on it ({leaning}); change those first."
            raise PackFaultyError([self.fault_of(row.code, message)]) from error

    def _kind(self, key: NaturalKey) -> str:
        return self.stored.statement(key).kind

    def _remove_evidence(self, writer: RowWriter, plan: LoadPlan) -> None:
        """Remove gone skips, and gone passages with the citations of statements that the pack has.

        A passage stays while any other statement cites it (one withdrawn, kept, or made on the site), or another
        passage or skip points at it; either stays while a change to it is proposed.
        """
        for kind in ("skip", "passage"):
            keys = [key for key in plan.gone[kind] if not self._keeps_changed(kind, key)]
            ids = {self.stored.id(kind, key): key for key in keys}
            for proposed in Proposal.objects.filter(kind=kind, row__in=ids, content__isnull=False):
                del ids[proposed.row]
            self.publication.add_rows(kind, ids)
            if kind == "skip":
                Skip.objects.filter(pk__in=ids).delete()
            else:
                writer.write_citations(writer.cited(keys) & self.content.of("statement").keys(), gone=keys)
                needed = {
                    *Citation.objects.filter(passage__in=ids).values_list("passage_id", flat=True),
                    *Passage.objects.filter(copy_of__in=ids).exclude(pk__in=ids).values_list("copy_of_id", flat=True),
                    *Skip.objects.filter(repeats__in=ids).values_list("repeats_id", flat=True),
                }
                ids = {number: key for number, key in ids.items() if number not in needed}
                PassageSuccession.objects.filter(passage__in=ids).delete()
                Passage.objects.filter(pk__in=ids).update(copy_of=None)
                Passage.objects.filter(pk__in=ids).delete()
            for key in ids.values():
                plan.gone[kind].remove(key)
                self.report.removed.append(record_name(kind, key))

    def _report_gone(self, plan: LoadPlan) -> None:
        self.report.gone += [record_name(kind, key) for kind in RECORD_KINDS for key in plan.gone[kind]]

    def _publish(self, plan: LoadPlan, statuses: dict[NaturalKey, str]) -> None:
        """Publish what the pack says is published, and check again all that is: it may lean on what changed."""
        keys = {*plan.create["statement"], *plan.update["statement"]}
        published = Statement.Status.PUBLISHED
        wanted = {key[0] for key in keys if self.content.of("statement")[key].status == published}
        there = {key[0] for key, status in statuses.items() if status == published}
        rows = Statement.objects.filter(pack__in=["", self.pack])
        ids, put_back = [], []
        for row_id, code, status in rows.values_list("id", "code", "status"):
            is_withdrawn = status == Statement.Status.WITHDRAWN
            if code in there and is_withdrawn:
                continue  # by this load
            if code in there or code in wanted:
                ids.append(row_id)
                if is_withdrawn:
                    put_back.append(row_id)
        try:
            reopen(rows=rows.filter(pk__in=put_back), reason=PUT_BACK, within=self.publication, by=self.pack)
        except WrongStatusError as error:  # one that was merged into another
            message = f"{error} Take it out of the pack, or load with --take site."
            raise PackFaultyError([Fault("", 0, message)]) from error
        publish_many(statements=ids, within=self.publication)


def _address_ids(keys: Collection[NaturalKey]) -> Collection[int]:
    return read_ids({ADDRESS.kind: keys}).ids.get(ADDRESS.kind, {}).values()
