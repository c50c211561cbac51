"""Odd shapes that go through the real forms come round in a pack; hypothesis tries more (tests/concepts/packs)."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from concepts.admin.versions import LANGUAGE_CONFIRMED
from concepts.editorial.drafts import start_draft
from concepts.editorial.publishing import publish
from concepts.models import Concept, Dimension, Label, Question, Statement
from concepts.packs.load import load_pack
from concepts.packs.selection import LeftOut
from sources.models import Article, Passage, Source, SourceVersion
from tests.concepts.admin.pages import fill
from tests.concepts.packs.round_trip import PACK, come_round, open_data, undone
from tests.factories import publish_proposals

pytestmark = pytest.mark.django_db

# Texts that a browser or a file brings, and words to cite of each.
PASTED = [
    ("Sales push.", "Sales push."),  # shorter than the words by which articles are declared
    ("销", "销"),
    ("\r\n\r\n 营销是让产品好卖。\r\n销售是把产品卖好。\r\n\r\n", "销售是把产品卖好。"),
    ("Sales push products to users, they say. " * 9, ""),  # repeats its own beginning and end
    ("卖" * 130, ""),
    ("Café owners sell \u200bcoffee 👩‍💻 שלום", "Café owners"),
]
UPLOADED = [
    ("\ufeffSales push.\rMarketing pulls.\r", "Marketing pulls."),  # a byte-order mark, lone CR line ends
    ("Sales\x85push\u2028products\u2029to\x0busers\x0c.", "push"),
]
LABELS = ["C++", "C#", "ＢＲＡＮＤ", "Café", "🔥1", "שלום", "no", "- a: b #c"]
TAGS = ["C++, C#, 👩‍💻1", "x², ①, 'q'", "營銷, हिन्दी"]
ZH = {"Marketing pulls it.": "一行\r\n二行", "": "", "It is": "销售卖好。"}
NOTES = ["- a\r\n- b\r\n\r\n> *c*", "# a\r\n---\r\nb: c", "  a  \r\n\tb "]


def test_odd_shapes_come_round_through_the_real_forms(editor, tmp_path):
    def save(model: str, rows: dict[str, list[dict[str, Any]]] | None = None, **fields: object) -> None:
        answer = fill(editor, reverse(f"admin:{model}_add"), rows, **fields)
        assert answer.status_code == 302, answer.content.decode().partition("errorlist")[2][:300]

    with undone():
        source = {"title_en": "Texts", "title_zh": "文本", "kind": "article"}
        save("sources_source", slug="no-text", **source)
        for number, (text, words) in enumerate([*PASTED, *UPLOADED]):
            save("sources_source", slug=f"text-{number}", **source)
            row = Source.objects.get(slug=f"text-{number}")
            file = SimpleUploadedFile("text.txt", text.encode())
            confirmed = {LANGUAGE_CONFIRMED: "en"}
            given: dict[str, object] = {"pasted": text} if number < len(PASTED) else {"upload": file}
            save(
                "sources_sourceversion",
                source=row.pk,
                number=number + 1,
                language="en",
                date="2020-05",
                **given | confirmed,
            )
            if words:
                version = SourceVersion.objects.get(source=row)
                save("sources_passage", version=version.pk, words=words, translation="一行\r\n\r\n二行")
        assert (Article.objects.count(), Passage.objects.count()) == (8, 6)
        for kind, names in (
            ("dimension", ("name", "question")),
            ("question", ("text",)),
            ("relationtype", ("name", "inverse")),
        ):
            both = {f"{name}_{language}": "a: 'b' #c" for name in names for language in ("en", "zh")}
            save(f"concepts_{kind}", slug="no", rank=9, **both)
        for number, label in enumerate(LABELS):
            labels = [{"language": "en", "role": "preferred", "text": label, "rank": 0}]
            save(
                "concepts_concept", {"labels": labels}, slug=f"c-{number}", scope_note_en="one\r\ntwo", rank=number // 2
            )
        assert Label.objects.count() == len(LABELS)
        first, second, *_others = Concept.objects.order_by("pk")
        dimension, cited = Dimension.objects.get(), Passage.objects.order_by("pk")
        for tags, note, text in zip(TAGS, NOTES, ("Marketing pulls it.", "", "It is"), strict=True):
            rows = {
                "concept_links": [{"concept": first.pk, "rank": 0}],
                "citations": [{"passage": cited[0].pk, "stance": "supports"}],
            }
            about = {
                "dimension": dimension.pk,
                "text_en": text,
                "text_zh": ZH[text],
                "mode": "states",
            }
            save("concepts_characteristic", rows, tags=tags, note_en=note, note_zh=note, rank=0, **about)
        head, unfinished, other = Statement.objects.order_by("pk")
        rows = {"concept_links": [{"concept": second.pk, "rank": 0}]}
        save(
            "concepts_characteristic",
            rows,
            dimension=dimension.pk,
            part_of=head.pk,
            rank=3,
            text_zh="只有中文",
            mode="states",
        )
        save(
            "concepts_position",
            {"bases": [{"statement": head.pk, "part": 0, "nearness": "itself", "rank": 0}]},
            question=Question.objects.get().pk,
            rank=5,
        )
        publish_proposals()
        publish(statements=[head, other])
        start_draft(statement=other)
        report, lines = come_round(tmp_path)
        assert report.left_out == LeftOut(drafts_of_changes=1)
        assert unfinished.code in (tmp_path / PACK / "statements/c-0.yaml").read_text(encoding="utf-8")
    with undone():
        load_pack(tmp_path / PACK)
        assert open_data() == lines
