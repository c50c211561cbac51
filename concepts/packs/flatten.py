"""Turns the entries of a pack into flat records, and finds the place of every quote."""

from typing import Any

from concepts.packs.entries import Entry
from concepts.packs.faults import Fault, nearest
from concepts.packs.files import Pack
from concepts.packs.records import Content, Item, Key, Record, filled, name_of
from sources.anchoring import QuoteError, Span, find_article, find_in_order, find_quote

STANCES = ("supports", "contradicts", "reports")


def flatten(pack: Pack, faults: list[Fault]) -> Content:
    """All records of the pack; what stands twice, or cannot be placed, is added to `faults` and left out."""
    flat = _Flattening(pack, faults)
    flat.add_sources()
    for kind, entries in (("dimension", pack.dimensions), ("relation-type", pack.relation_types), ("tag", pack.tags)):
        for rank, entry in enumerate(entries, start=1):
            record = filled(**{key: value for key, value in entry.items() if key != "id"})
            flat.add(kind, (entry.get("id"),), record | ({} if kind == "tag" else {"rank": rank}), entry)
    for rank, entry in enumerate(pack.concepts, start=1):
        flat.add("concept", (entry.get("id"),), filled(**entry | {"id": None}) | {"rank": rank}, entry)
    flat.add_statements()
    flat.add_evidence()
    for entry in pack.addresses:
        record = filled(**{key: entry.get(key) for key in ("moved_to", "reason", "withdrawn")})
        flat.add("address", (entry.get("kind"), entry.get("key")), record, entry)
    return flat.content


class _Flattening:
    def __init__(self, pack: Pack, faults: list[Fault]) -> None:
        self.pack = pack
        self.faults = faults
        self.content = Content()
        self.spans: dict[Key, Span] = {}

    def add(self, kind: str, key: Key, record: Record, origin: Entry) -> bool:
        """Adds the record, unless a part of its key is missing or the key is taken; returns whether it did."""
        if None in key:
            return False
        known = self.content.of(kind).get(key)
        if known is not None:
            self.faults.append(
                origin.fault(f"{name_of(kind, key)} stands here a second time; first at {known.place}. Remove one.")
            )
            return False
        self.content.of(kind)[key] = Item(record, origin)
        return True

    def add_sources(self) -> None:
        columns = ("title", "kind", "publisher", "address", "quality", "display")
        for rank, source in enumerate(self.pack.sources, start=1):
            slug = source.get("id")
            self.add("source", (slug,), filled(**{key: source.get(key) for key in columns}) | {"rank": rank}, source)
            for version in source.get("versions", []):
                key = (slug, version.get("number"))
                record = filled(**{key: version.get(key) for key in ("language", "date", "file", "sha256")})
                if self.add("version", key, record, version) and version.get("file") in self.pack.texts:
                    self.content.texts[key] = self.pack.texts[version["file"]]
                    self._add_articles(key, version.get("articles", []))

    def _add_articles(self, version: Key, articles: list[Entry]) -> None:
        text = self.content.texts[version]
        end = 0
        for article in articles:
            if not {"number", "first", "last"} <= article.keys():
                continue
            key = (*version, article["number"])
            try:
                span = find_article(text, article["first"], article["last"], after=end)
            except QuoteError as error:
                outside = " Articles stand in the order of the text and do not overlap." if end else ""
                self.faults.append(article.fault(f"{error}{outside}", "first"))
                continue
            end = span.end
            record = filled(**{name: value for name, value in article.items() if name != "number"})
            record["at"] = list(span)
            for phrases in ("headings", "cuts"):
                try:
                    places = find_in_order(text, article.get(phrases, []), start=span.start, end=span.end)
                    if places:
                        record[f"{phrases}_at"] = [list(place) for place in places]
                except QuoteError as error:
                    message = f"{error} {phrases.capitalize()} stand in the order of the text, inside their article."
                    self.faults.append(article.fault(message, phrases))
            if self.add("article", key, record, article):
                self.spans[key] = span

    def add_statements(self) -> None:
        for statement in self.pack.statements:
            own = ("kind", "subjects", "objects", "dimension", "type", "title", "slug", "rank")
            record = filled(**{key: statement.get(key) for key in own}) | self._words(statement)
            sides = statement.get("sides", [])
            record |= filled(sides=[[side.get("concept"), side.get("characteristic")] for side in sides])
            self._add_statement(statement, record)
            for place, part in enumerate(statement.get("parts", []), start=1):
                inherited = {key: record[key] for key in ("kind", "subjects", "dimension") if key in record}
                of = {"part_of": statement.get("code", ""), "rank": place}
                self._add_statement(part, inherited | of | self._words(part, record))
        for rank, question in enumerate(self.pack.questions, start=1):
            slug = question.get("id")
            self.add("question", (slug,), filled(text=question.get("text")) | {"rank": rank}, question)
            for place, position in enumerate(question.get("positions", []), start=1):
                of = {"kind": "position", "question": slug, "rank": place}
                rests_on = filled(rests_on=position.get("rests_on"))
                self._add_statement(position, of | rests_on | self._words(position))

    @staticmethod
    def _words(entry: Entry, head: Record | None = None) -> Record:
        """What every statement has; a part takes mode and status of its list unless it says otherwise."""
        head = head or {"mode": "states", "status": "published"}
        record = filled(**{key: entry.get(key) for key in ("en", "zh", "note")})
        record |= filled(tags=sorted(entry.get("tags", [])))
        return record | {key: entry.get(key, head[key]) for key in ("mode", "status")}

    def _add_statement(self, entry: Entry, record: Record) -> None:
        if "code" in entry:
            self.add("statement", (entry["code"],), record, entry)
        elif "code" not in entry.lines:
            self.faults.append(entry.fault("This statement has no code yet; `manage.py pack_mint` writes one."))

    def add_evidence(self) -> None:
        files: dict[Key, Entry] = {}
        placed = []
        for file in self.pack.evidence:
            key = (file.get("source"), file.get("version"), file.get("article"))
            if None in key:
                continue
            if key in files:
                message = f"{files[key].file} holds the evidence of {name_of('article', key)} already; put it there."
                self.faults.append(file.fault(message))
                continue
            files[key] = file
            if key[:2] not in self.content.texts or key not in self.spans:
                self._explain_missing_article(file, key)
                continue
            placed += [("passage", key, entry) for entry in file.get("passages", [])]
            placed += [("skip", key, entry) for entry in file.get("skips", [])]
        for kind, article, entry in placed:
            if span := self._find(entry, article):
                self.add(kind, (*article[:2], *span), {"article": article[2]}, entry)
            else:
                self.content.unplaced.update(entry.get("supports", []))
        for kind in ("passage", "skip"):
            for (source, version, start, end), item in self.content.of(kind).items():
                item.record["quote"] = item.origin["quote"]
                fill = self._fill_passage if kind == "passage" else self._fill_skip
                fill(item.origin, item.record, (source, version), Span(start, end))

    def _explain_missing_article(self, file: Entry, key: Key) -> None:
        source, version, article = key
        if (source,) not in self.content.of("source"):
            known = (name for (name,) in self.content.of("source"))
            self.faults.append(file.fault(f"No source is called {source}.{nearest(source, known)}", "source"))
        elif (source, version) not in self.content.of("version"):
            self.faults.append(file.fault(f"{source} has no version {version} in sources.yaml.", "version"))
        elif article not in self._article_numbers(key[:2]):
            self.faults.append(file.fault(f"{source} v{version} has no article {article} in sources.yaml.", "article"))
        # Otherwise the text or the article itself is faulty, which is told where it stands.

    def _article_numbers(self, version: Key) -> list[int | None]:
        return [article.get("number") for article in self.content.of("version")[version].origin.get("articles", [])]

    def _find(self, entry: Entry, article: Key) -> Span | None:
        """The place of an entry's quote in its article; a fault and None where there is none."""
        if "quote" not in entry:
            return None
        start, end = self.spans[article]
        text = self.content.texts[article[:2]]
        try:
            return find_quote(text, entry["quote"], start=start, end=end, occurrence=entry.get("occurrence"))
        except QuoteError as error:
            self.faults.append(entry.fault(str(error), "quote"))
            return None

    def _fill_skip(self, entry: Entry, record: Record, version: Key, own: Span) -> None:
        record |= filled(reason=entry.get("reason"), repeats=self._other(entry, "repeats", version, own))
        if (entry.get("reason") == "repeat") != ("repeats" in entry):
            self.faults.append(entry.fault("A repeat names the passage it repeats, and only a repeat does.", "reason"))

    def _fill_passage(self, entry: Entry, record: Record, version: Key, own: Span) -> None:
        record |= filled(translation=entry.get("translation"), copy_of=self._other(entry, "copy_of", version, own))
        if "translation" in entry:
            record["translation_by"] = entry.get("translation_by", "ours")
        elif "translation_by" in entry:
            self.faults.append(entry.fault("There is no translation; leave translation_by out.", "translation_by"))
        citations: dict[str, Record] = {}
        for stance in STANCES:
            for index, cited in enumerate(entry.get(stance, [])):
                code = cited.get("code") if stance == "reports" else cited
                if code in citations:
                    message = f"{code} stands twice at this passage; a statement cites a passage once."
                    self.faults.append(entry.fault(message, stance, index))
                elif code:
                    words = {"en": cited.get("en"), "zh": cited.get("zh")} if stance == "reports" else {}
                    citations[code] = filled(code=code, stance=stance, **words)
        if citations:
            record["citations"] = [citations[code] for code in sorted(citations)]

    def _other(self, entry: Entry, key: str, version: Key, own: Span) -> list[int] | None:
        """The span of the passage that `copy_of` or `repeats` points at; None, with a fault, where there is none."""
        place: Any = entry.get(key)
        if not place or not {"article", "quote"} <= place.keys():
            return None
        article = (*version, place["article"])
        if article not in self.spans:
            self.faults.append(place.fault(f"There is no {name_of('article', article)}.", "article"))
            return None
        span = self._find(place, article)
        if span is None:
            return None
        if (*version, *span) not in self.content.of("passage"):
            message = "No passage stands at these words. Quote one of that article exactly, or add it there."
            self.faults.append(place.fault(message, "quote"))
            return None
        if key == "copy_of" and span.start >= own.start:
            self.faults.append(place.fault("A passage copies an earlier one; this one is not earlier.", "quote"))
            return None
        return list(span)
