"""A small pack that uses every kind and every key, in canonical form, for tests to write down and then spoil."""

import hashlib
from pathlib import Path

ENGLISH = (
    "Pull and push\n\nMarketing pulls users to products. Sales push products to users. Some say that both are one. "
    "It is not so.\nThe end.\n\nAnother hand\nSales push products to users. Sales push, marketing pulls and both earn."
)
CHINESE = "营销与销售\n营销是让产品好卖。销售是把产品卖好,看月度目标。营销先于销售。营销如打仗:\n先布阵。再进攻。"

FILES = {
    "site.yaml": """\
name:
  en: Pull and push
  zh: 拉与推
headline:
  en: How marketing and sales differ
  zh: 营销和销售有何不同
description:
  en: "Two words, side by side: with every sentence behind them."
  zh: 两个词，逐项对照。
licence: cc-by-sa-4.0
contact: editors@example.org
comparison: [marketing, sales]
""",
    "sources.yaml": """\
- id: pull-and-push
  title:
    en: Pull and push
    zh: 拉与推
  kind: chapter
  author: 李明; A. Writer
  publisher: A firm
  address: https://example.com/pull?a=1
  doi: 10.1000/182
  isbn: 9787301150894
  retrieved_on: 2024-02-29
  rights: cc-by-4.0
  written_in: de
  caveats: [reposted, machine-translated]
  quality:
    en: "Short: two texts run together."
    zh: 很短，两篇连在一起。
  display: full
  versions:
    - number: 1
      language: en
      date: 2020-05
      file: texts/english.txt
      sha256: {english}
      articles:
        - number: 1
          title:
            en: Pull and push
            zh: 拉与推
          title_by: source
          seam: certain
          state: whole
          first: "Pull and push\\n\\nMarketing"
          last: The end.
          headings:
            - Pull and push
        - number: 2
          title:
            en: Another hand
            zh: 另一篇
          title_by: ours
          seam: likely
          state: truncated
          caveats: [truncated, unsigned]
          first: Another hand
          last: both earn.
          headings:
            - Another hand
          cuts:
            - Sales push,
- id: two-sides
  title:
    en: Marketing and sales
    zh: 营销与销售
  kind: compendium
  written_in: zh-hans
  display: excerpts
  versions:
    - number: 1
      language: zh-hans
      file: texts/chinese.txt
      sha256: {chinese}
      articles:
        - number: 1
          title:
            en: Marketing and sales
            zh: 营销与销售
          title_by: source
          seam: certain
          state: whole
          first: 营销与销售
          last: 再进攻。
          headings:
            - 营销与销售
          cuts:
            - "营销如打仗:"
""",
    "concepts.yaml": """\
- id: marketing
  labels:
    en:
      preferred: Marketing
      alternative: [marketing function, No]
    zh:
      preferred: 营销
      alternative: [市场营销, 行销]
      hidden: [营消]
  scope_note:
    en: Not the market itself.
    zh: 不是市场本身。
  broader: [business]
  related: [sales]
  core: true
- id: sales
  labels:
    en:
      preferred: Sales
    zh:
      preferred: 销售
- id: business
  labels:
    en:
      preferred: Business
    zh:
      preferred: 商业
      alternative: [行销]
""",
    "dimensions.yaml": """\
- id: direction
  name:
    en: Direction
    zh: 方向
  question:
    en: Which way does it work?
    zh: 它往哪个方向使力？
  core: true
- id: timeframe
  name:
    en: Timeframe
    zh: 时间跨度
  labels:
    en:
      alternative: [time horizon, Yes]
    zh:
      alternative: [长期]
      hidden: [眼光, 长远]
  question:
    en: How far does it look ahead?
    zh: 它看得多远？
""",
    "relation-types.yaml": """\
- id: precedes
  name:
    en: precedes
    zh: 先于
  inverse:
    en: follows
    zh: 后于
""",
    "tags.yaml": """\
- id: push-pull
  name:
    en: push and pull
    zh: 推与拉
- id: 比喻
  name:
    zh: 比喻
""",
    "questions.yaml": """\
- id: are-they-one
  text:
    en: Are they one?
    zh: 它们是一回事吗？
  positions:
    - code: P2222
      en: "No: one pulls and one pushes."
      zh: 不是：一个拉，一个推。
      basis: [C2222, C3333]
    - code: P3333
      status: draft
      en: Yes.
      zh: 是。
""",
    "addresses.yaml": """\
- kind: concept
  key: selling
  moved_to: sales
- kind: statement
  key: W2222
  withdrawn:
    en: The source does not say this after all.
    zh: 原文其实没有这样说。
""",
    "statements/marketing.yaml": """\
- code: D2222
  kind: definition
  subjects: [marketing]
  en: Marketing makes products easy to sell.
  zh: 营销是让产品好卖。
- code: C2222
  kind: characteristic
  subjects: [marketing]
  dimension: direction
  en: Marketing pulls users in.
  zh: 营销把用户拉过来。
  note:
    en: |-
      It says *pull*.

      - and no more
    zh: 原文用的是“拉”。
  tags: [push-pull, 比喻]
- code: C4444
  kind: characteristic
  subjects: [marketing, sales]
  dimension: direction
  rank: 2
  en: Both earn.
  zh: 两者都挣钱。
- code: H2222
  kind: characteristic
  subjects: [marketing]
  dimension: timeframe
  mode: advises
  en: Wage marketing like war.
  zh: 营销要像打仗。
  parts:
    - code: H4444
      en: First draw up the ranks.
      zh: 先布阵。
    - code: H3333
      mode: states
      en: Then comes the attack.
      zh: 再进攻。
- code: R2222
  kind: relation
  subjects: [marketing]
  type: precedes
  objects: [sales]
  en: Marketing comes before sales.
  zh: 营销先于销售。
""",
    "statements/sales.yaml": """\
- code: C3333
  kind: characteristic
  subjects: [sales]
  dimension: direction
  en: Sales push products out.
  zh: 销售把产品推出去。
""",
    "statements/marketing-vs-sales.yaml": """\
- code: X2222
  kind: distinction
  dimension: direction
  title:
    en: Pull against push
    zh: 拉与推
  slug: pull-against-push
  en: Marketing pulls where sales push.
  zh: 营销拉，销售推。
  sides:
    - concept: marketing
      characteristic: C2222
    - concept: sales
      characteristic: C3333
""",
    "evidence/pull-and-push/01.yaml": """\
source: pull-and-push
version: 1
article: 1
passages:
  - quote: Marketing pulls users to products.
    translation: 营销把用户拉向产品。
    supports: [C2222]
  - quote: Sales push products to users.
    translation: 销售把产品推向用户。
    supports: [C3333]
  - quote: Some say that both are one.
    translation: 有人说两者是一回事。
    translation_by: source
    contradicts: [X2222]
    reports:
      - code: P3333
        en: some
        zh: 有人
skips:
  - quote: Pull and push
    reason: heading
  - quote: The end.
    reason: filler
""",
    "evidence/pull-and-push/02.yaml": """\
source: pull-and-push
version: 1
article: 2
passages:
  - quote: Sales push products to users.
    translation: 销售把产品推向用户。
    copy_of:
      article: 1
      quote: Sales push products to users.
    supports: [C3333]
  - quote: push
    occurrence: 2
    supports: [X2222]
  - quote: both earn.
    translation: 两者都挣钱。
    supports: [C4444]
skips:
  - quote: Sales push,
    reason: repeat
    repeats:
      article: 1
      quote: Sales push products to users.
""",
    "evidence/two-sides/01.yaml": """\
source: two-sides
version: 1
article: 1
passages:
  - quote: 营销是让产品好卖。
    translation: Marketing makes products sell well.
    supports: [C4444, D2222]
  - quote: 营销先于销售。
    supports: [R2222]
  - quote: "营销如打仗:\\n先布阵。"
    supports: [H2222, H4444]
  - quote: 再进攻。
    supports: [H3333]
""",
}


def file_called(name: str) -> str:
    """The file that a key word argument of `write_pack` means."""
    return name.replace("__", "/").replace("_", "-") + ".yaml"


def checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def write_pack(folder: Path, **spoilt: tuple[str, str]) -> Path:
    """The pack in `folder`; `spoilt` replaces words in files, named with `__` for `/` and `_` for `-`.

    `write_pack(path, concepts=("Sales", "Marketing"))` replaces the first `Sales` in `concepts.yaml`.
    """
    pack = folder / "small-pack"
    (pack / "texts").mkdir(parents=True)
    (pack / "texts/english.txt").write_bytes(ENGLISH.encode())
    (pack / "texts/chinese.txt").write_bytes(CHINESE.encode())
    for name, text in FILES.items():
        if name == "sources.yaml":
            text = text.format(english=checksum(ENGLISH), chinese=checksum(CHINESE))
        path = pack / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    for name, (old, new) in spoilt.items():
        change(pack, file_called(name), old, new)
    return pack


def change(pack: Path, name: str, old: str, new: str) -> None:
    """Replaces the first `old` in a file of the pack, which must be there."""
    path = pack / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} does not say {old!r}"
    path.write_bytes(text.replace(old, new, 1).encode())


def files_of(pack: Path) -> dict[str, bytes]:
    """The bytes of every file of a pack by its name."""
    return {path.relative_to(pack).as_posix(): path.read_bytes() for path in sorted(pack.rglob("*")) if path.is_file()}
