"""Define the texts that /patterns/ shows: plain, Chinese, very long, hostile, and with everything optional missing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SampleTexts:
    """The texts for one state of the parts.

    `lang` is the language of our own texts as in `lang` attributes; `other` is the sentence in the other language. In a
    `bare` state everything optional is missing.
    """

    key: str
    lang: str
    names: tuple[str, str, str]
    other_names: tuple[str, str, str]
    title: str
    sentence: str
    other: str
    quote: str
    translation: str
    source: str
    bare: bool = False


ENGLISH = SampleTexts(
    key="english",
    lang="en",
    names=("Marketing", "Sales", "Promotion"),
    other_names=("营销", "销售", "促销"),
    title="Long view and short term",
    sentence="Marketing takes the long view; sales goes for results in the short term.",
    other="营销着眼长远，销售追求短期成果。",
    quote="营销是长期的投入，销售要的是眼前的成交。",
    translation="Marketing is a long-term investment; sales wants the deal at hand.",
    source="Marketing and sales, a compendium",
)
CHINESE = SampleTexts(
    key="chinese",
    lang="zh-Hans",
    names=("营销", "销售", "促销"),
    other_names=("Marketing", "Sales", "Promotion"),
    title="长远与眼前",
    sentence="营销着眼长远，销售追求短期成果；两者都离不开 4P。",
    other="Marketing takes the long view; sales goes for results in the short term; both need the 4Ps.",
    quote="Marketing is a long-term investment; sales wants the deal at hand.",
    translation="营销是长期的投入，销售要的是眼前的成交。",
    source="营销与销售文章汇编",
)
LONG = SampleTexts(
    key="long",
    lang="en",
    names=(
        "Integrated business-to-business marketing communications management",
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenverkauf",
        "Promotion",
    ),
    other_names=("企业对企业整合营销传播管理与市场推广策略", "多瑙河轮船公司船长帽销售", "促销"),
    title="What is planned for years, and what is asked for by the end of the quarter, and why neither waits",
    sentence=" ".join(
        ["Marketing prepares, over years and across every market there is, what sales is to bring in this month;"] * 4
    ),
    other="营销在多年之间、在它能够触及的每一个市场里，为销售这个月要做成的生意做准备；" * 4,
    quote="企业要在多年之间、在每一个市场里，为这个月要做成的生意做准备，" * 8,
    translation="For years, and in every market, a company prepares the business that it is to do this month. " * 8,
    source="A source whose title was written by somebody who did not want to leave anything out, second edition",
)
HOSTILE = SampleTexts(
    key="hostile",
    lang="en",
    names=("<script>alert(1)</script>", "\"><img src=x onerror='alert(1)'>", "التسويق والمبيعات"),
    other_names=("שיווק", "\u202eevil\u202c", "👩‍👩‍👧‍👦"),
    title="{{ 7*7 }} </h3><style>*{display:none}</style>",
    sentence='التسويق ليس هو البيع \u202e(reversed)\u202c & <b>not bold</b> &amp; "quoted" {% raw %}',
    other="<svg onload=alert(1)> ]]> -- שלום",
    quote="הטקסט הזה נכתב מימין לשמאל <iframe src=//example.org></iframe>",
    translation="This text runs from right to left. ' onmouseover='alert(1)",
    source="</title><script>alert('source')</script>",
)
BARE = SampleTexts(
    key="bare",
    lang="en",
    names=("Marketing", "Sales", "Promotion"),
    other_names=("", "", ""),
    title="No more than it must have",
    sentence="Marketing pulls.",
    other="",
    quote="Marketing pulls.",
    translation="",
    source="A source",
    bare=True,
)
STATES = (ENGLISH, CHINESE, LONG, HOSTILE, BARE)
