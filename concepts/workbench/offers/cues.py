"""The words by which a sentence shows that it contrasts, defines or relates concepts, in English and Chinese.

A cue is a pattern over folded text (`sources.text.search_fold`); none names a thing of a field. How well they do is
measured on our own pack with each source left out in turn (`benchmarks/offers.py`, docs/checks.md): a cue that mostly
misleads there is not in the list; one that our texts do not have, but others will, is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from concepts.workbench.models import OfferKind
from sources.languages import Language


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern that tells a kind of sentence in which at least `concepts` concepts are named.

    Where `is_behind_name` is set, it stands right behind the first name, with which the sentence begins.
    """

    language: Language
    kind: OfferKind
    words: str
    concepts: int = 1
    is_behind_name: bool = False

    @property
    def pattern(self) -> str:
        """Return the pattern; English words are found whole."""
        return rf"\b(?:{self.words})\b" if self.language == Language.EN else f"(?:{self.words})"


def _cues(language: Language, kind: OfferKind, concepts: int, *words: str) -> Sequence[Cue]:
    return [Cue(language, kind, each, concepts) for each in words]


def _definitions(language: Language, *words: str) -> Sequence[Cue]:
    return [Cue(language, OfferKind.DEFINES, each, is_behind_name=True) for each in words]


CUES: tuple[Cue, ...] = (
    *_cues(
        Language.EN,
        OfferKind.CONTRASTS,
        2,
        "whereas",
        "while",
        "unlike",
        "(?:in|by) contrast|contrasts?",
        "rather than|instead of",
        "(?:as )?opposed to",
        "compared|comparison|compares?",
        "versus|vs",
        "differ(?:s|ed|ent|ently)?",
        "differences?",
        "the same as",
        "distinguish(?:es|ed)?|distinctions?|distinct",
        "confus(?:es?|ed|ing)",
        "only|merely|solely",
        "conversely",
        "(?:more|less|higher|lower|broader|narrower|wider|longer|greater)\\b.{0,60}\\bthan",
        "not\\b.{1,60}\\bbut",
    ),
    *_cues(
        Language.EN,
        OfferKind.CONTRASTS,
        1,
        "on the (?:other hand|contrary)",
        "broader|narrower|wider",
        "in other words",
        "the (?:core|essence|focus) of",
        "mainly|primarily",
    ),
    *_cues(
        Language.EN,
        OfferKind.RELATES,
        2,
        "parts? of|belongs? to",
        "includ(?:es?|ed|ing)|compris(?:es?|ing)|consists? of|contains?|made up of",
        "supports?|supporting",
        "complement(?:s|ary)?",
        "depends? on|relies on|rely on",
        "inseparable|hand in hand|together",
        "relationships?|collaborat\\w+|cooperat\\w+",
        "feeds? (?:back|into)|feedback",
        "leads? to",
        "helps?|enables?|contributes?",
        "based on|builds? on|basis of",
        "such as|among other",
        "integrat\\w+|combin\\w+",
        "fulfills?|creates?|drives?",
        "serves?",
        "precedes?|follows?|followed by",
        "main links?|elements? of",
    ),
    *_definitions(
        Language.EN,
        "refers? to",
        "means?",
        "(?:is|are) (?:defined as|understood as|an?|the|essentially|basically|all about|about|simply)",
        "can be defined as",
        "(?:is|are) \\w+ing",
        "stands? for|denotes?|describes?",
    ),
    *_cues(
        Language.ZH,
        OfferKind.CONTRASTS,
        2,
        "区别|差异|差别|区分",
        "不同",
        "相比|相对于|比起|较之",
        "而不是|并非|不等于|等同",
        "不是.{1,40}而是",
        "相反|反之|反过来",
        "混淆|混为一谈",
        "另一方面",
        "而.{0,12}(?:则|却)",
        "比.{1,12}(?:更|大|高|广|多)",
        "如果说.{1,60}(?:那么|则)",
        "分别",
    ),
    *_cues(
        Language.ZH,
        OfferKind.CONTRASTS,
        1,
        "则(?:是|更|强|侧|着|专|旨|以|主|重)",
        "更",
        "侧重|着重|注重|着眼|重在",
        "主要(?:是|负责|任务|围绕)",
        "关注|关心",
        "一个是.{1,60}一个是",
        "目标(?:是|在于)|目的(?:是|在于)|旨在",
    ),
    *_cues(
        Language.ZH,
        OfferKind.RELATES,
        2,
        "包括|包含|涵盖|涉及",
        "一部分|组成|构成|环节|从属|属于",
        "基础|前提",
        "支撑|支持|服务于|为.{0,10}服务",
        "互相|相互|互补|相辅相成",
        "联系|关系|依存|密不可分|离不开|依赖|取决于",
        "配合|合作|协作|结合",
        "之前|之后|先后",
        "促进|推动|帮助|协助|带动",
        "转化|导致|实现",
        "体系|系统",
        "分为|方向",
    ),
    *_definitions(
        Language.ZH,
        "(?:可以|可)?(?:被)?定义为|的定义是",
        "[:：]?\\s*(?:是|主要是)?指(?:的是)?",
        "就是|即是|即为",
        "[—-]*是(?:一种|一个|一门|一项|一系列|关于|对)",
        "意味着|意为|在于",
        "[—-]+",
        "[:：]",
        "则?是.{1,80}的(?:过程|活动|行为|学科|手段|方式|总称)",
    ),
)
# A sentence that speaks of two concepts of which an earlier sentence spoke.
BOTH = {
    Language.EN: "the two|both|these two|each other",
    Language.ZH: "两者|二者|这两",
}
