"""Stop words make a question without saying what it is about, and are left out beside other words.

Everyday words say a little: they are searched, and count less. The longest word that stands at a place counts, so that
none is cut out of a longer one: 到底 is a stop word, and 底 is none.
"""

from collections.abc import Iterator

from concepts.search.index.words import stem

_COMPARING_ENGLISH = """
vs versus v difference differences differ differs different differently distinguish distinguishes compare compared
comparison contrast or between against
"""
_COMPARING_CHINESE = """
区别 差别 差异 不同 不一样 对比 比较 比 相比 还是 之间 分别 异同 有别 差在哪 差在 差哪 分不清
"""
_ENGLISH = """
a an the of in on at to for from by with and as is are was were be been being am do does did done has have having
had how what which who whom whose why when where that this these those it its there here than then i me my mine you
your yours we us our ours they them their he she his her hers can could should would will may might must shall just
really actually exactly mean means meaning meant same diff english definition define defined explain explained tell
told about among please if so not no nor yes into out up down any some also thing things stuff something someone
somebody somewhere anything anyone anybody everything everyone everybody nothing nobody else shi shenme de qubie yu
ma responsible responsibility dont doesnt didnt isnt arent cant couldnt shouldnt wouldnt wont im ive ill id youre
theyre thats whats whos hows wheres don't doesn't didn't isn't aren't can't couldn't shouldn't wouldn't won't wasn't
weren't haven't hasn't ain't i'm i've i'll i'd you're you've they're we're we've it's that's there's what's who's
how's where's let's because but though although while whether however therefore again already almost always ever
never often sometimes usually maybe perhaps quite rather pretty too very still yet only even simply basically
literally honestly lol ok okay well hey hi hello thanks thank pls plz u ur like kind sort bit lot lots want wants
wanted wanna need needs needed gonna got get gets getting going go goes went let lets supposed seem seems
"""
# Of what people are and do all the time; our texts are about work, and say little of the kind.
_EVERYDAY_ENGLISH = """
ask asked say says said saying talk talks talked speak hear heard know knows knew known think thinks thought feel
feels see sees saw seen look looks looking find finds finding found show shows shown give gives gave given take
takes took put puts make makes made making come comes came keep keeps kept try tries tried use used using work works
worked working job jobs help helps helped happen happens happened call called people person persons guy guys man men
folks boss day days week weeks month months year years today tomorrow yesterday time times once twice way ways place
case cases example examples kind word words question answer idea reason big small little tiny large huge long short
new old good better best bad worse worst easy hard simple right wrong nice fine great important interesting true
sure fast quick quickly high low much many more most less least few several all both each every other others another
own second third one two three four five ten whole half enough together really team teams business learn learning
english stay stays leave leaves live lives wait
"""
_CHINESE = """
你好 您好 大家好 嗨 定义 含义 概念 一样 哪个好 甚么 是甚么 有甚么 英文 英语 怎么说 干嘛 有何 有什么 是什么 什么是
什么 什么叫 叫什么 叫做什么 是指 意思 什么意思 啥意思 怎么样 怎么 怎样 如何 为什么 为何 哪些 哪个 哪一个 哪种 哪边
哪里 哪儿 哪 谁 吗 呢 么 吧 是不是 是否 不是 是 有没有 能不能 可不可以 会不会 要不要 该不该 应不应该 算不算 需不需要
可以 应该 的 了 着 和 与 跟 及 以及 或者 或是 或 而 把 被 由 从 于 之 请问 我 你 他 她 它 们 这 那 一个 一下 负责
归不归 究竟 到底 关于 都 也 还 就 又 很 啊 呀 嘛 哦 啦 呗 咯 哇 哈 呐 唉 嗯 喔 囉 啥 咋 咋办 怎么办 咋样 干啥 干什么
做什么 为啥 有啥 是啥 叫啥 什么样 啥样 那些 这些 有那些 多少 几个 几点 其实 真的 具体 一些 有些 有点 一点 点 些 平时
平常 通常 一般 整天 老是 总是 经常 常常 这个 那个 这种 那种 这样 那样 这么 那么 这里 那里 大家 别人 人家 自己 咱们
咱 我们 你们 他们 她们 它们 想要 想知道 想问 想 知道 不知道 听说 觉得 感觉 认为 以为 说是 说的 说说 讲讲 的话 告诉
请教 请 麻烦 谢谢 能否 可否 如果 要是 假如 因为 所以 但是 但 可是 不过 虽然 只是 就是 而且 然后 已经 一直 的时候
时候 以后 以前 算是 算 该 得 能 会 要 有 在 对 地 做 来 管 归 同 指 再 才 却 只 光 最 更 太 挺 别 没有 没 不 里面
里头 有何不同 有什么不同 有什么区别 有啥不同 有啥区别 什么区别 列个清单 哪个部门 什么部门 哪个岗位 什么岗位
"""
_EVERYDAY_CHINESE = """
人 人们 东西 事 事情 问题 公司 企业 老板 天天 每天 每月 每周 每年 今天 明天 现在 一年 两年 三年 三个月 个月 时间
工作 上班 干活 干 忙 搞 弄 说 讲 看 听 用 给 让 叫 去 走 问 写 找 买 卖 先 后 前 上 下 中 里 外 面 多 少 大 小 好 坏
高 低 长 短 新 老 一起 一块 之中 其中 方面 部分 例子 比如 主要 需要 开始 最后 结果 情况 地方 办法 别的 另外 两个
三个 四个 几种 各种
"""
# Words that contain a stop word or an everyday word, which it is not there: 目的 is a goal, 能力 a skill.
_WHOLE = """
目的 标的 未来 来源 来自 带来 从来 历来 本来 原来 起来 出来 下来 做法 叫做 当做 合作 制作 管理 管道 主管 管控 保管
管辖 不管 尽管 只管 比例 比赛 比喻 对比度 能力 能量 功能 职能 可能 智能 性能 对象 对外 对内 对手 对策 对方 针对 面对
绝对 相对 反对 地位 地区 阵地 土地 当地 落地 基地 有效 有利 有限 有形 有益 拥有 所有 没收 占有 固有 会员 会议 社会
机会 协会 展会 会展 会计 要素 要求 要点 重要 必要 只要 由于 自由 理由 缘由 从事 服从 达到 得到 到位 到达 到期 获得
取得 值得 心得 得失 合同 共同 相同 同行 同时 协同 认同 和谐 总和 饱和 参与 给予 及时 普及 涉及 被动 把握 把关 在于
存在 内在 潜在 现在 在线 在职 属于 至于 等于 终于 总之 之一 之前 之后 其他 还款 偿还 成就 就业 指标 指导 指南 指挥
指定 从而 因而 然而 进而 反而 着眼 着手 着重 沿着 随着 了解 为了 除了 都市 首都 很多 对立 对接 对口 应对 应收 说服
说明 演说 推算 计算 预算 核算 结算 算法 特点 重点 观点 卖点 起点 终点 优点 缺点 地点 网点 焦点 热点 点击 点评 上门
上市 上级 上游 上升 线上 下级 下游 下降 线下 门下 中间 中介 中心 中部 集中 命中 外部 外包 外向 外围 内向 前期 前提
前线 前台 提前 后期 后台 后勤 后续 售后 售前 先后 大量 大众 大型 大客户 强大 扩大 小型 小组 缩小 好处 好感 好卖 卖好
爱好 良好 最好 友好 高端 高层 高级 高效 提高 低价 低端 降低 长期 长远 成长 增长 部长 长处 短期 短视 新品 新颖 创新
更新 老客户 老手 多样 多次 多种 大多 多元 少数 至少 减少 听取 看法 看待 查看 用户 利用 使用 费用 作用 应用 用途 信用
给力 让利 让步 叫卖 去除 走向 走访 问卷 访问 写作 文案 找到 寻找 买方 买家 购买 收买 买单 买卖 卖方 卖家 卖场 卖出
售卖 贩卖 人员 人群 人才 人力 人事 人情 商人 个人 客人 工人 代言人 法人 事业 事件 事务 故事 实事 做事 办事 办事处
企业家 公司治理 干部 才干 骨干 干扰 干预 搞定 里程 公里 外面 面谈 面试 面向 全面 表面 市面 页面 面子 当面 正面 负面
光顾 观光 曝光 阳光 最终 更换 更改 变更 太空 别墅 级别 个别 特别 识别 类别 再次 再现 才能 只有 只能 没落 不断 不足
不满 不同意 不良 不仅
"""

COMPARING_WORDS = frozenset((_COMPARING_ENGLISH + _COMPARING_CHINESE).split())
ENGLISH_STOP_WORDS = frozenset((_COMPARING_ENGLISH + _ENGLISH).split())
EVERYDAY_STEMS = frozenset(map(stem, _EVERYDAY_ENGLISH.split()))
EVERYDAY = 40  # per cent that an everyday word counts

# They may ask for a comparison, but have a meaning of their own, so that they are no stop words: customer relationship.
RELATING_WORDS = frozenset({"relate", "related", "relation", "relationship", "relations", "关系", "联系"})
WHO_WORDS = frozenset({"who", "whom", "whose", "谁", "哪个部门", "什么部门", "哪个岗位", "什么岗位"})


EVERYDAY_WORDS = frozenset(_EVERYDAY_CHINESE.split())
_STOP_WORDS = frozenset((_COMPARING_CHINESE + _CHINESE).split())
_LENGTHS: dict[str, tuple[int, ...]] = {}  # of the words that begin with a character, the longest first
for _word in sorted({*_STOP_WORDS, *EVERYDAY_WORDS, *_WHOLE.split()}, key=len, reverse=True):
    _LENGTHS[_word[0]] = tuple(dict.fromkeys((*_LENGTHS.get(_word[0], ()), len(_word))))
_KNOWN = frozenset((_COMPARING_CHINESE + _CHINESE + _EVERYDAY_CHINESE + _WHOLE).split())


def _known_words(characters: str) -> list[tuple[int, int]]:
    """Return start and end of the words of these lists in a run of characters, so that they leave least of it.

    So 怎么说服 is 怎么 and 说服, although 怎么说 is a stop word too.
    """
    # For each place: how many characters are left from there on, how many words stand there, and how long the next is.
    best = [(0, 0, 0)] * (len(characters) + 1)
    for place in range(len(characters) - 1, -1, -1):
        left, words, _ = best[place + 1]
        choices = [(left + 1, words, 0)]
        for length in _LENGTHS.get(characters[place], ()):
            if place + length <= len(characters) and characters[place : place + length] in _KNOWN:
                left, words, _ = best[place + length]
                choices.append((left, words + 1, -length))
        best[place] = min(choices)
    found, place = [], 0
    while place < len(characters):
        length = -best[place][2]
        if length:
            found.append((place, place + length))
        place += length or 1
    return found


def chinese_stop_words(characters: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each stop word in a run of folded Chinese characters, from left to right."""
    for start, end in _known_words(characters):
        if characters[start:end] in _STOP_WORDS:
            yield start, end


def chinese_words(characters: str) -> Iterator[tuple[str, int]]:
    """Yield what is left of a run of Chinese characters between the stop words, and what it counts, in per cent.

    Everyday words stand by themselves.
    """
    position = 0
    for start, end in _known_words(characters):
        known = characters[start:end]
        if known not in EVERYDAY_WORDS and known not in _STOP_WORDS:
            continue
        if word := characters[position:start]:
            yield word, 100
        if known in EVERYDAY_WORDS:
            yield known, EVERYDAY
        position = end
    if word := characters[position:]:
        yield word, 100


def without_stop_words(characters: str) -> Iterator[str]:
    """Yield what is left of a run of Chinese characters between the stop words."""
    return (word for word, _ in chinese_words(characters))
