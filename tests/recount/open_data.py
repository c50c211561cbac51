"""Counts who says what from the lines of `manage.py export_statements`, article by article."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Line = dict[str, Any]
Articles = frozenset[str]
NOBODY: Articles = frozenset()


@dataclass(frozen=True)
class Row:
    """What a claim stands on: a side, or a row of what it rests on; `part` is None where it carries the whole claim."""

    below: "Claim"
    part: int | None = None
    nearby: bool = False
    side: bool = False


@dataclass(frozen=True, eq=False)
class Claim:
    """A statement as it is counted: who takes which stance by a citation, what it stands on, its parts."""

    supporting: Articles = NOBODY
    contradicting: Articles = NOBODY
    rows: tuple[Row, ...] = ()
    parts: tuple[int, ...] = ()
    reporting: Articles = NOBODY

    def says_whole(self, article: str, *, nearby: bool) -> bool:
        """Tell whether the article says all of it; with `nearby`, also by what it says of something nearby."""
        said = {row.part for row in self.rows if (nearby or not row.nearby) and article in row.below.whole}
        return article in self.supporting or None in said or (bool(self.parts) and said >= {*self.parts})

    def says_some(self, article: str, *, nearby: bool) -> bool:
        """Tell whether the article says a part of it, or a part of something that carries the whole."""
        rows = [row for row in self.rows if nearby or not row.nearby]
        return any(article in row.below.whole or (row.part is None and article in row.below.part) for row in rows)

    def denies(self, article: str) -> bool:
        """Tell whether the article contradicts it, one of its sides, or what carries the whole of it."""
        return article in self.contradicting or any(claim.denies(article) for claim in self._saying_all)

    def reports(self, article: str) -> bool:
        """Tell whether the article reports it, one of its sides, or what carries the whole of it."""
        return article in self.reporting or any(claim.reports(article) for claim in self._saying_all)

    @property
    def _saying_all(self) -> list["Claim"]:
        """What carries the whole of it, and its sides."""
        return [row.below for row in self.rows if row.side or (row.part is None and not row.nearby)]

    def place(self, article: str) -> str:
        """Return the one place where the article stands: whole, both, nearby, part, or none of these."""
        torn = any(article in row.below.both for row in self.rows if row.part is None and not row.nearby)
        if torn or (self.says_whole(article, nearby=True) and self.denies(article)):
            return "both"
        if self.says_whole(article, nearby=True):
            return "whole" if self.says_whole(article, nearby=False) else "nearby"
        if self.says_some(article, nearby=False):
            return "part"
        return "nearby" if self.says_some(article, nearby=True) else ""

    @cached_property
    def heard(self) -> Articles:
        """Everybody who supports or contradicts anything here."""
        return self.supporting.union(self.contradicting, *(row.below.heard for row in self.rows))

    @cached_property
    def _places(self) -> dict[str, str]:
        return {article: self.place(article) for article in self.heard}

    def _standing(self, place: str) -> Articles:
        return frozenset(article for article, stands in self._places.items() if stands == place)

    @cached_property
    def whole(self) -> Articles:
        return self._standing("whole")

    @cached_property
    def part(self) -> Articles:
        return self._standing("part")

    @cached_property
    def nearby(self) -> Articles:
        return self._standing("nearby")

    @cached_property
    def both(self) -> Articles:
        return self._standing("both")

    @cached_property
    def against(self) -> Articles:
        """Who contradicts it and does not say all of it besides."""
        return frozenset(article for article in self.heard if self.denies(article)) - self.both

    @property
    def drawn(self) -> Articles:
        """Who says it by a citation of its own and does not contradict it by another."""
        return self.supporting - self.contradicting

    @property
    def put_together(self) -> bool:
        """Tell whether nobody says all of it and somebody each side or part."""
        return not self.whole and bool(self.parts) and bool(self.weaker)

    @property
    def weaker(self) -> int:
        """Return how many say the side or part that fewest say; of a claim without any, all of it."""
        by_part = [
            {article for row in self.rows if row.part == part and not row.nearby for article in row.below.whole}
            for part in self.parts
        ]
        return min(map(len, by_part), default=len(self.whole))


class OpenData:
    """All lines of the open data, and the claims that they make; only articles are heard for which `keep` is true."""

    def __init__(self, lines: Iterable[str], keep: Callable[[str], bool] = lambda article: True) -> None:
        self.lines: dict[str, list[Line]] = {}
        for line in map(json.loads, lines):
            self.lines.setdefault(line["type"], []).append(line)
        self.statements = {line["id"]: line for line in self.lines["statement"]}
        self.articles = {line["id"]: line for line in self.lines["article"]}
        self.concepts = [line["id"] for line in sorted(self.lines["concept"], key=lambda one: (one["rank"], one["id"]))]
        self._heard = {line["id"] for line in self.lines["article"] if keep(line["id"])}
        self._written_in = {line["id"]: line["written_in"] or line["language"] for line in self.lines["source"]}
        self._caveats = {line["id"]: line["caveats"] for line in self.lines["source"]}
        self._copies = {_place(line) for line in self.lines["passage"] if line["copy_of"]}
        self._claims: dict[str, Claim] = {}

    def claim(self, code: str) -> Claim:
        """Return the claim of the statement with that code."""
        if code not in self._claims:
            line = self.statements[code]
            sides = [Row(self.claim(side), number, side=True) for number, side in enumerate(line["sides"], 1)]
            basis = [
                Row(self.claim(row["statement"]), row["part"], row["nearness"] == "nearby") for row in line["basis"]
            ]
            named = [part["number"] for part in line["parts"] if line["kind"] in ("position", "finding")]
            self._claims[code] = Claim(
                self._citing(line, "supports"),
                self._citing(line, "contradicts"),
                (*sides, *basis),
                tuple(range(1, len(sides) + 1)) if sides else tuple(named),
                self._citing(line, "reports"),
            )
        return self._claims[code]

    def first_of(self, article: str) -> str:
        """Return the first article that this one continues in another version or source; else itself."""
        while self.articles[article]["same_as"]:
            article = self.articles[article]["same_as"]
        return article

    def caveats(self, article: str) -> list[str]:
        """Return the caveats of an article: its own, else those of its source."""
        line = self.articles[article]
        return line["caveats"] or self._caveats[line["source"]]

    def languages(self, articles: Articles) -> tuple[int, int]:
        """Return how many articles were written in English and in Chinese."""
        written = [self._written_in[self.articles[article]["source"]] for article in articles]
        return written.count("en"), sum(language.startswith("zh") for language in written)

    def speaking(self, concept: str, dimension: str | None) -> Articles:
        """Return the articles that say anything of the concept on the dimension, parts of lists included.

        Without a dimension: that define it.
        """
        kind = "characteristic" if dimension else "definition"
        return NOBODY.union(
            *(
                self.claim(code).whole
                for code, line in self.statements.items()
                if line["kind"] == kind and line["dimension"] == dimension and concept in line["subjects"]
            )
        )

    def about(self, kind: str, name: str, row: str = "") -> list[str]:
        """Return the statements about a concept, or on a dimension; with a row, those on that row of its page."""
        kinds = {"definitions": ["definition"], "relations": ["relation"], "distinctions": ["distinction", "finding"]}
        found = []
        for code, line in self.statements.items():
            if name in line["concepts"] if kind == "concept" else line["dimension"] == name:
                if row in kinds:
                    found += [code] * (line["kind"] in kinds[row])
                elif row in ("", "questions") or (line["kind"], line["dimension"]) == ("characteristic", row):
                    found.append(code)
        return found

    def heard_on(self, code: str, parts: bool = True) -> Articles:
        """Return the articles that say the whole of a statement, of a part of its list, or of something below it."""
        line = self.statements[code]
        of_list = line["parts"] if parts and line["kind"] not in ("position", "finding") else ()
        heard = [self.heard_on(below, parts) for below in (*of_list, *line["sides"])]
        return self.claim(code).whole.union(*heard, *(self.heard_on(below, False) for below in line["rests_on"]))

    def order(self, code: str) -> tuple[int, int, int, str]:
        """Return the key by which lists sort statements: whole, weaker side, rank, code; best first."""
        claim = self.claim(code)
        return -len(claim.whole), -claim.weaker, self.statements[code]["rank"], code

    def _citing(self, line: Line, stance: str) -> Articles:
        """Return the first articles of those that take the stance, by a citation of the statement's own."""
        return frozenset(
            self.first_of(citation["article"])
            for citation in line["citations"]
            if citation["stance"] == stance
            and not citation.get("via")
            and citation["article"] in self._heard
            and _place(citation) not in self._copies
        )


def _place(line: Line) -> tuple[str, int, int, int]:
    """Return where the passage of a line, or of a citation, stands."""
    return line["source"], line["version"], line["start"], line["end"]
