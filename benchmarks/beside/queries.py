"""The queries that the search benchmark asks."""

CHARACTERS = "one Chinese character"
QUERIES = {  # by kind, with bars between them, or blanks where all are single words
    "two-character Chinese word": "销售 营销 推销 分销 客户 策略 血液 成本",
    "very common": "市场 产品 的是 market sales marketing the",
    "longer Chinese word": "市场营销 市场调研 消费者需求 目标客户群体 人员推销",
    "rare, in one passage of the pack": "玛莎拉蒂 微笑 政府 leaflets psychology expertise",
    "English words of one name": "personal selling|head of marketing|brand positioning",
    "three words": (
        "sales target customers|market research plan|brand long term|product price channel|"
        "营销 客户 需求|销售 目标 计划|市场 品牌 活动"
    ),
    "question": (
        "is promotion part of marketing?|what is the difference between marketing and sales|who plans the budget|"
        "销售是不是营销的一部分|先做销售还是先做营销|市场部负责什么"
    ),
    "pair": "marketing vs sales|促销与推销|personal selling 和促销的区别",
    "Traditional Chinese or pinyin": "行銷策劃|廣告|yingxiao|cu xiao",
    "slip": "promtion",
    CHARACTERS: "销 市 拉 干 气 的 一 布",
}


def queries() -> list[tuple[str, str]]:
    """The fifty mixed queries and those of one character, each with its kind."""
    return [
        (kind, query) for kind, row in QUERIES.items() for query in (row.split("|") if "|" in row else row.split(" "))
    ]
