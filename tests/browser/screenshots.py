"""Takes pictures of a running demo: every kind of page, wide in light and in dark, narrow, on paper, in both languages.

python3 start.py                                   # in one terminal
.venv/bin/python -m tests.browser.screenshots      # in another: all of them into build/screens
.venv/bin/python -m tests.browser.screenshots --only concept     # of one kind of page, as the names below call it
.venv/bin/python -m tests.browser.screenshots --docs    # only the few that the docs show, into docs/img
"""

import argparse
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import chromium

BASE = Path(__file__).resolve().parent.parent.parent
PUBLIC = {
    "home": "/{lang}/",
    "comparison": "/{lang}/compare/marketing-vs-sales/",
    "comparison-everything": "/{lang}/compare/marketing-vs-sales/?view=all",
    "comparison-row": "/{lang}/compare/marketing-vs-sales/timeframe/?show=quotations",
    "comparison-untold": "/{lang}/compare/sales-vs-personal-selling/",
    "comparison-of-three": "/{lang}/compare/promotion-vs-personal-selling-vs-sales/",
    "comparison-of-four": "/{lang}/compare/marketing-vs-sales-vs-personal-selling-vs-promotion/",
    "comparison-filtered": "/{lang}/compare/marketing-vs-sales/?dimension=timeframe&dimension=goal&only=contrasts",
    "comparison-without": "/{lang}/compare/marketing-vs-sales/?without=machine-translated",
    "finding": "first statement of /{lang}/compare/marketing-vs-sales/",
    "pick": "/{lang}/compare/",
    "concept": "/{lang}/concepts/marketing/",
    "concept-row": "/{lang}/concepts/marketing/goal/",
    "concept-beside": "/{lang}/concepts/marketing/distinctions/",
    "concepts": "/{lang}/concepts/",
    "search": "/{lang}/search/",
    "search-concept": "/{lang}/search/?q=tuixiao",
    "search-comparison": "/{lang}/search/?q=marketing+vs+sales",
    "search-question": "/{lang}/search/?q=is+sales+part+of+marketing%3F",
    "search-distinction": "/{lang}/search/?q=%E6%8E%A8%E4%B8%8E%E6%8B%89",
    "search-narrowed": "/{lang}/search/?q=%E5%AE%A2%E6%88%B7&kind=passage&concept=sales",
    "search-meant": "/{lang}/search/?q=promtion",
    "search-nothing": "/{lang}/search/?q=unicorn",
    "which-word": "/{lang}/which-word/",
    "map": "/{lang}/map/",
    "dimension": "/{lang}/dimensions/timeframe/",
    "dimension-questions": "/{lang}/dimensions/goal/questions/",
    "dimensions": "/{lang}/dimensions/",
    "distinctions": "/{lang}/distinctions/",
    "distinction": "first of /{lang}/distinctions/",
    "statement": "first statement of /{lang}/concepts/marketing/",
    "questions": "/{lang}/questions/",
    "question": "/{lang}/questions/is-sales-part-of-marketing/",
    "sources": "/{lang}/sources/",
    "source": "/{lang}/sources/marketing-sales-compendium/",
    "source-of-one-article": "/{lang}/sources/sales-push-marketing-pulls/",
    "article": "/{lang}/sources/marketing-sales-compendium/v1/articles/21/",
    "passage": "first passage of /{lang}/sources/sales-push-marketing-pulls/",
    "quote-check": "/{lang}/quote-check/",
    "quote-checked": "/{lang}/quote-check/?text=Sales+pull+products+to+users%3B+marketing+pulls+users+to+products.+"
    "%E8%90%A5%E9%94%80%E6%98%AF%E8%AE%A9%E4%BA%A7%E5%93%81%E5%A5%BD%E5%8D%96+The+moon+is+made+of+green+cheese.",
    "report": "/{lang}/report/sources/sales-push-marketing-pulls/v1/passages/0-60/",
    "reported": "/{lang}/report/sources/sales-push-marketing-pulls/v1/passages/0-60/?sent=yes",
    "tags": "/{lang}/tags/",
    "tag": "first of /{lang}/tags/",
    "citations": "/{lang}/cite/compare/marketing-vs-sales/",
    "about": "/{lang}/about/",
    "privacy": "/{lang}/privacy/",
    "embed-comparison": "/embed/{lang}/compare/marketing-vs-sales/",
    "embed-question": "/embed/{lang}/questions/is-sales-part-of-marketing/",
    "embed-statement": "/embed/{lang}/s/K3PHT/",
    "embed-not-found": "/embed/{lang}/s/99999/",
    "not-found": "/{lang}/concepts/nothing/",
    "refused": "/{lang}/compare/marketing/",
}
CURATION = {
    "admin-home": "/admin/",
    "admin-concept": "/admin/concepts/concept/1/change/",
    "admin-characteristics": "/admin/concepts/characteristic/",
    "admin-distinction": "first of /admin/concepts/distinction/",
    "admin-draft": "first of /admin/concepts/distinction/",
    "admin-history": "first history of /admin/concepts/distinction/",
    "admin-distinction-add": "/admin/concepts/distinction/add/",
    "admin-passage-add": "/admin/sources/passage/add/",
    "admin-source": "/admin/sources/source/2/change/",
    "admin-article": "/admin/sources/article/1/change/",
    "admin-bring-in": "/admin/sources/sourceversion/bring-in/",
    "admin-passages": "/admin/sources/passage/",
}
# What a press opens: the page, and what is pressed there.
OPENED = {
    "note": ("/{lang}/compare/marketing-vs-sales/", "table .count >> visible=true >> nth=6"),
    "change": ("/{lang}/compare/marketing-vs-sales/", ".neighbours summary"),
    "filters": ("/{lang}/compare/marketing-vs-sales/?view=all", ".filters summary"),
}
# (name, width, colour scheme, media) of the looks at a page; curation is not printed.
LOOKS = (
    ("1280-light", 1280, "light", "screen"),
    ("1280-dark", 1280, "dark", "screen"),
    ("360", 360, "light", "screen"),
)
PAPER = ("print", 794, "light", "print")
FOR_DOCS = {
    "admin-home",
    "admin-draft",
    "admin-history",
    "home",
    "comparison",
    "note",
    "article",
    "which-word",
    "search-comparison",
    "admin-characteristics",
    "admin-distinction",
    "admin-passage-add",
}
ACCEPT = {"en": "en", "zh-hans": "zh-CN"}


def resolve(page: Page, site: str, address: str) -> str:
    """The address itself, or for `first … of <address>` the first link there that leads to a page of that kind."""
    words = re.fullmatch(r"first (\w+ )?of (\S+)", address)
    if not words:
        return address
    page.goto(site + words[2])
    kind, folder = (words[1] or "").strip(), words[2]
    wanted = {"statement": "/statements/", "passage": "/passages/", "history": folder, "": folder}[kind]
    links = page.eval_on_selector_all(
        "#content a[href], #result_list a[href]", "all => all.map(a => a.getAttribute('href'))"
    )
    found = next(
        link.partition("#")[0]
        for link in links
        if wanted in link and link != folder and "?" not in link and "/add/" not in link
    )
    return found.replace("/change/", "/history/") if kind == "history" else found


def sign_in(page: Page, site: str) -> None:
    """Signs in as the demo's admin."""
    page.goto(f"{site}/admin/")
    page.fill("[name=username]", "admin")  # a person of the demo
    page.fill("[name=password]", "conceptbase")
    page.click("[type=submit]")


def begin_draft(page: Page) -> bool:
    """Makes the published statement's form that is open one of a draft of changes; says whether it was none before."""
    if page.query_selector("#draft-heading"):
        return False
    page.fill("[name=text_en]", "What is saved here is a draft. " + page.input_value("[name=text_en]"))
    page.click("[name=_continue]")
    return True


def discard_draft(page: Page) -> None:
    """Discards the draft whose form is open, so that the demo is as it was."""
    page.click("a[href$='/steps/discard/']")
    page.click("[name=confirmed]")


@dataclass(frozen=True)
class Shot:
    """One picture: of what, in which language and look, and what is pressed first."""

    name: str
    address: str
    language: str
    look: tuple[str, int, str, str]
    pressed: str = ""


def shots(docs_only: bool) -> Iterator[Shot]:
    """Every picture to take."""
    for language in ("en",) if docs_only else ACCEPT:
        for name, address in (PUBLIC | CURATION).items():
            if docs_only and name not in FOR_DOCS:
                continue
            looks = LOOKS[:1] if docs_only else LOOKS[::2] if name in CURATION else (*LOOKS, PAPER)
            for look in looks:
                yield Shot(name, address.replace("{lang}", language), language, look)
        for name, (address, pressed) in OPENED.items():
            if docs_only and name not in FOR_DOCS:
                continue
            for look in LOOKS[:1] if docs_only else LOOKS:
                yield Shot(name, address.replace("{lang}", language), language, look, pressed)


def take(browser: Browser, site: str, folder: Path, docs_only: bool, only: str | None = None) -> int:
    """Takes the pictures, or those of one kind of page, into `folder`; returns how many."""
    count = 0
    for shot in shots(docs_only):
        if only and shot.name != only:
            continue
        look, width, scheme, media = shot.look
        context = browser.new_context(
            viewport={"width": width, "height": 860},
            color_scheme="dark" if scheme == "dark" else "light",
            extra_http_headers={"Accept-Language": ACCEPT[shot.language]},
            reduced_motion="reduce",
        )
        page = context.new_page()
        if shot.name in CURATION:
            sign_in(page, site)
        page.goto(site + resolve(page, site, shot.address))
        begun = shot.name == "admin-draft" and begin_draft(page)
        if media == "print":
            page.emulate_media(media="print")
        if shot.pressed:
            page.click(shot.pressed)
            page.wait_for_load_state("networkidle")  # a note is fetched
            page.wait_for_timeout(300)
        file = f"{shot.name}.png" if docs_only else f"{shot.name}-{shot.language}-{look}.png"
        page.screenshot(path=folder / file, full_page=not docs_only and not shot.pressed)
        if begun:
            discard_draft(page)
        context.close()
        count += 1
    return count


def main() -> None:
    """Takes the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", default="http://127.0.0.1:8000", help="where the demo runs")
    parser.add_argument("--to", type=Path, default=BASE / "build" / "screens", help="folder for the pictures")
    parser.add_argument("--only", choices=[*PUBLIC, *CURATION, *OPENED], metavar="NAME", help="one kind of page")
    parser.add_argument("--docs", action="store_true", help="only the pictures of the docs")
    chosen = parser.parse_args()
    folder = BASE / "docs" / "img" if chosen.docs else chosen.to
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        program = chromium(playwright.chromium.executable_path)
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=sandbox)
        print(f"{take(browser, chosen.site, folder, chosen.docs, chosen.only)} pictures in {folder}")
        browser.close()


if __name__ == "__main__":
    main()
