"""Stop words: they make a question without saying what it is about, and are left out beside other words."""

import re
from collections.abc import Iterator

_COMPARING_ENGLISH = """
vs versus v difference differences differ differs different distinguish distinguishes compare compared
comparison contrast or between against
"""
_COMPARING_CHINESE = """
区别 差别 差异 不同 对比 比较 比 相比 还是 之间 分别 异同 有别
"""
_ENGLISH = """
a an the of in on at to for from by with and as is are was were be been being am do does did has have
had how what which who whom whose why when where that this these those it its there than then i me my
you your we us our they them their he she his her can could should would will may might must shall just
really exactly mean means meaning meant responsible responsibility same diff english definition define
explain tell about among please if so not no yes into out up any some also thing things something someone anything
anybody shi shenme de qubie yu ma what's who's whats
"""
_CHINESE = """
定义 含义 概念 一样 哪个好 甚么 是甚么 有甚么 英文 英语 怎么说 干嘛 有何 有什么 是什么 什么是 什么
什么叫 叫什么 是指 指 意思 怎么样 怎么 怎样 如何 为什么 为何 哪些 哪个 哪一个 哪 谁 吗 呢 么 吧 是不是
是否 不是 是 有没有 有 能不能 能 会 可以 应该 要 的 地 得 了 着 和 与 跟 同 及 以及 或者 或 而 对 在 把
被 由 从 到 于 之 请问 我 你 他 她 它 们 这 那 一个 一下 负责 归不归 归 管 来 做 到底 究竟 关于 都 也
还 就 又 很
"""
# Words that contain the character of a stop word, which it is not there: 目的 is a goal, 能力 a skill.
_WHOLE = """
目的 标的 未来 来源 来自 带来 从来 历来 本来 原来 起来 出来 下来 做法 叫做 当做 合作 制作 管理 管道
主管 管控 保管 管辖 不管 尽管 只管 比例 比如 比赛 比喻 对比度 能力 能量 功能 职能 可能 智能 性能 对象
对手 对策 对方 针对 面对 绝对 相对 反对 地位 地区 地方 阵地 土地 当地 有效 有利 有限 有形 拥有 所有
占有 固有 会员 会议 社会 机会 协会 展会 要素 要求 要点 重要 主要 需要 必要 只要 由于 自由 理由 缘由
从事 服从 达到 得到 到位 到达 获得 取得 值得 心得 得失 合同 共同 相同 同行 同时 协同 认同 和谐 总和
饱和 参与 给予 及时 普及 涉及 被动 把握 把关 在于 存在 内在 潜在 现在 在线 属于 至于 等于 终于 总之
之一 之前 之后 其他 我们 他们 人们 还款 偿还 成就 就业 指标 指导 指南 指挥 指定 从而 而且 因而 然而
进而 反而 着眼 着手 着重 沿着 随着 了解 为了 除了 都市 首都 很多 对立 对接 对口 应对
"""

COMPARING_WORDS = frozenset((_COMPARING_ENGLISH + _COMPARING_CHINESE).split())
ENGLISH_STOP_WORDS = frozenset((_COMPARING_ENGLISH + _ENGLISH).split())


# They may ask for a comparison, but have a meaning of their own, so that they are no stop words: customer relationship.
RELATING_WORDS = frozenset({"relate", "related", "relation", "relationship", "relations", "关系", "联系"})
WHO_WORDS = frozenset({"who", "whom", "whose", "谁"})


def _longest_first(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


_PATTERN = re.compile(f"(?:{_longest_first(_WHOLE)})|({_longest_first(_COMPARING_CHINESE + _CHINESE)})")


def chinese_stop_words(characters: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each stop word in a run of folded Chinese characters, from left to right."""
    for match in _PATTERN.finditer(characters):
        if match[1]:
            yield match.start(), match.end()


def without_stop_words(characters: str) -> Iterator[str]:
    """Yield what is left of a run of Chinese characters between the stop words."""
    position = 0
    for start, end in (*chinese_stop_words(characters), (len(characters), 0)):
        if word := characters[position:start]:
            yield word
        position = end
