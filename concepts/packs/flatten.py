"""Turns the entries of a pack into flat records, and finds the place of every quote."""

from collections.abc import Iterable, Iterator

from concepts.content.description import DESCRIPTIONS, RANK
from concepts.content.natural_keys import NaturalKey
from concepts.content.row_content import FieldValue
from concepts.content.value_types import Words
from concepts.models import Address
from concepts.models.site import SITE_KEY
from concepts.packs.drafts import find_unseen
from concepts.packs.entries import FileEntry
from concepts.packs.faults import Fault, nearest
from concepts.packs.files import PackFiles
from concepts.packs.records import RECORD_KINDS, PackContent, RowRecord, record_name
from concepts.packs.schema import (
    FROM_HEAD,
    OCCURRENCE_KEYS,
    OF_HEAD,
    PLAIN_FILES,
    PUBLISHED,
    SITE_FILE,
    has_status,
    is_placed,
    notation_of_kind,
    references_to_passages,
)
from sources.anchoring import (
    QuoteError,
    QuoteMissingError,
    Span,
    escape_unseen,
    find_article,
    find_in_order,
    find_quote,
)
from sources.text import letters_checksum


def flatten(pack: PackFiles, faults: list[Fault]) -> PackContent:
    """Return all records of the pack; what stands twice, or cannot be placed, is added to `faults` and left out."""
    flat = _Flattening(pack, faults)
    flat.add_sources()
    flat.link_identical_articles()
    for file, kind in PLAIN_FILES.items():
        flat.add_plain(kind, pack.entries[file])
    flat.add_site()
    flat.add_statements()
    flat.add_evidence()
    flat.add_addresses()
    return flat.content


class _Flattening:
    def __init__(self, pack: PackFiles, faults: list[Fault]) -> None:
        self.pack = pack
        self.faults = faults
        self.texts: dict[NaturalKey, str] = {}
        self.content = PackContent(texts=self.texts)
        self.notations = {kind: notation_of_kind(kind) for kind in RECORD_KINDS}
        self.spans: dict[NaturalKey, Span] = {}

    def add(self, kind: str, key: NaturalKey | None, record: RowRecord) -> bool:
        """Add the record, unless it has no key or the key is taken; return whether it was added."""
        if key is None:
            return False
        if known := self.content.of(kind).get(key):
            message = f"{record_name(kind, key)} stands here a second time; first at {known.place}. Remove one."
            self.faults.append(record.origin.fault(message))
            return False
        self.content.of(kind)[key] = record
        return True

    def add_plain(self, kind: str, entries: list[FileEntry]) -> None:
        """Add the records of a file that is a list of one kind."""
        for place, entry in _places(entries):
            self.add(kind, _key(entry.single("id")), self._placed(kind, entry, place))

    def add_site(self) -> None:
        """Add what the site says of itself, where the pack has a file for it."""
        for entry in self.pack.entries[SITE_FILE]:
            self.add("site", (SITE_KEY,), self._read("site", entry))

    def _read(self, kind: str, entry: FileEntry) -> RowRecord:
        """Return the record of an entry, with its status where the kind has one."""
        record = self.notations[kind].read(entry)
        if has_status(kind):
            record.status = entry.text("status") or PUBLISHED
        return record

    def _placed(self, kind: str, entry: FileEntry, place: int) -> RowRecord:
        """Return the record of an entry; where the kind keeps an order that is that of its file, with its place."""
        record = self._read(kind, entry)
        if is_placed(kind):
            record.put(DESCRIPTIONS[kind].field("rank"), place)
        return record

    def add_sources(self) -> None:
        """Add sources with their versions and articles, and the texts of the versions."""
        for place, source in _places(self.pack.entries["sources.yaml"]):
            slug = source.single("id")
            self.add("source", _key(slug), self._placed("source", source, place))
            for version in source.entries("versions"):
                key = _key(slug, version.number("number"))
                text = self.pack.texts.get(version.text("file"))
                if self.add("version", key, self._read("version", version)) and key and text is not None:
                    self.texts[key] = text
                    self._add_articles(key, version.entries("articles"))

    def link_identical_articles(self) -> None:
        """Let each article that says nothing else continue the first one of identical text that readers see, if any."""
        articles, first = self.content.of("article"), dict[str, NaturalKey]()
        unseen = find_unseen(self.content)["article"]
        for key, span in sorted(self.spans.items(), key=lambda item: item[0] in unseen):
            checksum = letters_checksum(self.texts[key[:2]][slice(*span)])
            if checksum and (same_as := first.setdefault(checksum, articles[key].key("same_as") or key)) != key:
                articles[key].fields.setdefault("same_as", same_as)

    def _add_articles(self, version: NaturalKey, articles: list[FileEntry]) -> None:
        text = self.texts[version]
        end = 0
        for article in articles:
            key = _key(*version, article.number("number"))
            if key is None or "first" not in article or "last" not in article:
                continue
            try:
                span = find_article(
                    text,
                    article.text("first"),
                    article.text("last"),
                    after=end,
                    **{key: article.number(key) for key in OCCURRENCE_KEYS},
                )
            except QuoteError as error:
                outside = " Articles stand in the order of the text and do not overlap." if end else ""
                self.faults.append(article.fault(f"{_explain(error, text)}{outside}", "first"))
                continue
            end = span.end
            record = self._read("article", article)
            record.span = span
            if boundaries := self._find_boundaries(article, text, span):
                record.attached["boundaries"] = boundaries
            if self.add("article", key, record):
                self.spans[key] = span

    def _find_boundaries(self, article: FileEntry, text: str, span: Span) -> list[RowRecord]:
        """Return the places of the headings and cuts of an article."""
        rows = []
        boundaries = DESCRIPTIONS["article"].part("boundaries")
        for kind, key in boundaries.lists.items():
            try:
                for place in _find_phrases(text, article, key, span):
                    values: dict[str, FieldValue] = {"kind": kind, "start": place.start, "end": place.end}
                    rows.append(RowRecord(origin=article))
                    for part in boundaries.parts:
                        rows[-1].put(part, values[part.name])
            except QuoteError as error:
                message = (
                    f"{_explain(error, text)} {key.capitalize()} stand in the order of the text, inside their article."
                )
                self.faults.append(article.fault(message, key))
        return rows

    def add_statements(self) -> None:
        """Add statements with the parts of their lists, and questions with their positions."""
        for statement in self.pack.entries["statements/*.yaml"]:
            head = self._read("statement", statement)
            self._add_statement(head)
            for place, part in _places(statement.entries("parts")):
                self._add_statement(self._part(part, head, place))
        for place, question in _places(self.pack.entries["questions.yaml"]):
            key = _key(question.single("id"))
            self.add("question", key, self._placed("question", question, place))
            for order, position in _places(question.entries("positions")):
                record = self._read("statement", position)
                record.fields |= {"kind": "position", "question": key or ()}
                record.put(RANK, order)
                self._add_statement(record)

    def _part(self, entry: FileEntry, head: RowRecord, place: int) -> RowRecord:
        """Return the record of a part, with what it has of the head of its list."""
        part = self._read("statement", entry)
        taken = [*OF_HEAD, *(name for name in FROM_HEAD if name not in entry)]
        part.fields |= {name: head.fields[name] for name in taken if name in head.fields}
        part.attached |= {name: head.attached[name] for name in taken if name in head.attached}
        if "status" in taken:
            part.status = head.status
        part.fields["part_of"] = (head.origin.text("code"),)
        part.put(RANK, place)
        return part

    def _add_statement(self, record: RowRecord) -> None:
        if "code" in record.origin:
            self.add("statement", _key(record.origin.single("code")), record)
        elif "code" not in record.origin.lines:
            message = "This statement has no code yet; `manage.py pack_mint` writes one."
            self.faults.append(record.origin.fault(message))

    def add_evidence(self) -> None:
        """Add passages and skips: first where they stand, then what they say, which may point at other passages."""
        files: dict[NaturalKey, FileEntry] = {}
        placed: list[tuple[str, NaturalKey, FileEntry]] = []
        for file in self.pack.entries["evidence/*/*.yaml"]:
            key = _key(file.single("source"), file.number("version"), file.number("article"))
            if key is None:
                continue
            if key in files:
                message = (
                    f"{files[key].file} holds the evidence of {record_name('article', key)} already; put it there."
                )
                self.faults.append(file.fault(message))
                continue
            files[key] = file
            if key[:2] not in self.texts or key not in self.spans:
                self._explain_missing_article(file, key)
                continue
            placed += [("passage", key, entry) for entry in file.entries("passages")]
            placed += [("skip", key, entry) for entry in file.entries("skips")]
        for kind, article, entry in placed:
            if span := self._find(entry, article):
                self.add(kind, (*article[:2], *span), RowRecord({"article": article}, origin=entry))
            else:
                self.content.unplaced.update(entry.texts("supports"))
        for kind in ("passage", "skip"):
            for key, record in self.content.of(kind).items():
                self._fill(kind, key, record)

    def _explain_missing_article(self, file: FileEntry, key: NaturalKey) -> None:
        source, version, article = key
        if not self.content.find("source", source):
            known = (str(name) for (name,) in self.content.of("source"))
            self.faults.append(file.fault(f"No source is called {source}.{nearest(str(source), known)}", "source"))
        elif not (record := self.content.find("version", source, version)):
            self.faults.append(file.fault(f"{source} has no version {version} in sources.yaml.", "version"))
        elif article not in [entry.number("number") for entry in record.origin.entries("articles")]:
            self.faults.append(file.fault(f"{source} v{version} has no article {article} in sources.yaml.", "article"))
        # Otherwise the text or the article itself is faulty, and has a fault of its own.

    def _find(self, entry: FileEntry, article: NaturalKey) -> Span | None:
        """Return the place of an entry's quote in its article; None, with a fault, where there is none."""
        if "quote" not in entry:
            return None
        start, end = self.spans[article]
        text, quote = self.texts[article[:2]], entry.text("quote")
        try:
            return find_quote(text, quote, start=start, end=end, occurrence=entry.number("occurrence"))
        except QuoteError as error:
            self.faults.append(entry.fault(_explain(error, text), "quote"))
            return None

    def _fill(self, kind: str, key: NaturalKey, record: RowRecord) -> None:
        """Fill the record of a passage or skip, which knows its article already, with what its entry says."""
        entry, places = record.origin, references_to_passages(kind)
        described = self._read(kind, entry)
        record.fields |= described.fields
        record.attached, record.status = described.attached, described.status
        if kind == "passage":
            record.fields["quote"] = entry.text("quote")
        for part in places:
            record.put(part, self._other(entry, part.pack_key, key, earlier=part.name == "copy_of"))
        if kind == "skip" and (record.text("reason") == "repeat") != ("repeats" in entry):
            self.faults.append(entry.fault("A repeat names the passage it repeats, and only a repeat does.", "reason"))
        if "translation_by" in entry and "translation" not in entry:
            self.faults.append(entry.fault("There is no translation; leave translation_by out.", "translation_by"))

    def _other(self, entry: FileEntry, key: str, own: NaturalKey, *, earlier: bool) -> NaturalKey | None:
        """Return the key of the passage that `copy_of` or `repeats` points at; None, with a fault, where there is none.

        `earlier` asks for one that begins before the row with the key `own`.
        """
        place = entry.entry(key)
        if not place or "article" not in place or "quote" not in place:
            return None
        article = _key(*own[:2], place.number("article"))
        if article is None or article not in self.spans:
            name = record_name("article", article) if article else "article"
            self.faults.append(place.fault(f"There is no {name}.", "article"))
            return None
        span = self._find(place, article)
        if span is None:
            return None
        found = (*own[:2], *span)
        if found not in self.content.of("passage"):
            message = "No passage stands at these words. Quote one of that article exactly, or add it there."
            self.faults.append(place.fault(message, "quote"))
            return None
        if earlier and span.start >= int(own[2]):
            self.faults.append(place.fault("A passage copies an earlier one; this one is not earlier.", "quote"))
            return None
        return found

    def add_addresses(self) -> None:
        """Add addresses that moved or were withdrawn; one without either counts as withdrawn (check tells)."""
        for entry in self.pack.entries["addresses.yaml"]:
            record = self._read("address", entry)
            moved = "moved_to" in entry
            record.fields["state"] = (Address.State.MOVED if moved else Address.State.WITHDRAWN).value
            words = entry.entry("withdrawn") or entry.entry("reason")
            if words:
                record.fields["words"] = Words(words.text("en"), words.text("zh"))
            self.add("address", _key(entry.single("kind"), entry.single("key")), record)


def _places(entries: Iterable[FileEntry]) -> Iterator[tuple[int, FileEntry]]:
    """Yield each entry with its place: the one that it says, or else one more than that of the entry before."""
    place = 0
    for entry in entries:
        said = entry.number("rank")
        place = place + 1 if said is None else said
        yield place, entry


def _explain(error: QuoteError, text: str) -> str:
    """Return what is wrong with a quote; where the text has characters that cannot be seen, with how to write them."""
    closest = error.closest.of(text) if isinstance(error, QuoteMissingError) and error.closest else ""
    has_escapes = escape_unseen(closest) != closest
    return f"{error} In YAML such escapes (\\u00a0) stand in double quotes." if has_escapes else str(error)


def _find_phrases(text: str, article: FileEntry, key: str, span: Span) -> list[Span]:
    """Return the places of the headings or cuts of an article, in the order of the text.

    Words alone stand behind those above them in the list; where an occurrence is named, it counts in the article.
    """
    phrases = article.items(key)
    if not any(isinstance(phrase, FileEntry) for phrase in phrases):
        return find_in_order(text, article.texts(key), start=span.start, end=span.end)
    places: list[Span] = []
    for phrase in phrases:
        if isinstance(phrase, FileEntry):
            occurrence = phrase.number("occurrence") or None
            quote = phrase.text("quote")
            places.append(find_quote(text, quote, start=span.start, end=span.end, occurrence=occurrence))
        else:
            found_from = places[-1].end if places else span.start
            places += find_in_order(text, [str(phrase)], start=found_from, end=span.end)
    return sorted(places)


def _key(*parts: str | int | None) -> NaturalKey | None:
    """Return the natural key of these parts; None where one of them is missing."""
    whole = tuple(part for part in parts if part is not None)
    return whole if len(whole) == len(parts) else None
