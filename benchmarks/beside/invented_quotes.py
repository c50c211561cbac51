"""Sentences about marketing, sales and promotion that none of our sources has: invented, or said elsewhere."""

ENGLISH = """
The aim of marketing is to make selling superfluous.
The aim of marketing is to know and understand the customer so well that the product fits him and sells itself.
Selling focuses on the needs of the seller; marketing on the needs of the buyer.
Marketing is the activity, set of institutions, and processes for creating, communicating and delivering offerings.
Marketing is too important to be left to the marketing department.
Half the money I spend on advertising is wasted; the trouble is I don't know which half.
People do not want a quarter-inch drill, they want a quarter-inch hole.
Sales is a contact sport, and marketing is the playbook.
Good salespeople listen twice as much as they talk.
A promotion that runs for longer than six weeks trains buyers to wait for the next one.
Marketing without data is like driving with your eyes closed.
The best marketing does not feel like marketing.
Nothing happens in a company until somebody sells something.
Marketing looks at the whole market, while sales looks at one customer at a time.
A salesperson is measured by the quarter, a marketer by the year.
Sales teams need leads, and marketing teams need feedback on those leads.
Promotion is the loudest part of marketing but rarely the most important one.
A discount is the cheapest idea a marketing manager can have, and the most expensive one to keep.
Marketing and sales should share one target for revenue and one definition of a lead.
Selling is about closing the deal today; marketing is about earning the right to sell tomorrow.
Without promotion even the best product stays on the shelf.
The purpose of a business is to create and keep a customer.
Marketing creates demand, sales harvests it, and service keeps it alive.
Advertising is what you do when you cannot go to see somebody in person.
Marketing means selling products to customers.
Sales is a part of promotion, and promotion is a part of sales.
Customers buy from people they trust, not from departments with budgets.
In small firms one person often does the marketing in the morning and the selling in the afternoon.
A marketing plan tells the sales force whom to call, but never what to say.
Free samples work because people feel that they owe something in return.
Coupons bring new buyers in, but few of them come back at the full price.
The marketing mix is made of product, price, place and promotion, and the last one is the easiest to change.
Price promotions raise the sales of this month at the cost of the next.
Salespeople know the customers by name; marketers know them by segment.
A brand is a promise that the sales department has to keep.
If the product were good enough, nobody would have to promote it at all.
A marketer who never meets a customer is a cook who never tastes the soup.
Sales wants volume, marketing wants margin, and finance wants both.
Marketing is the generation of leads; sales is the conversion of leads into orders.
Promotion refers to any type of communication that informs or persuades target audiences of the merits of a product.
Sales promotion is a short-term incentive to encourage the purchase of a product or service.
Marketing is the art of finding, keeping and growing profitable customers.
The difference between sales and marketing is the difference between hunting and farming.
Marketing starts before there is a product and goes on after it is sold.
Selling starts when the product is finished and ends when it is paid.
Marketing is a long-term strategy, sales is a short-term tactic.
Sales is the process of persuading a customer to buy a product or service.
The goal of sales is to make money; the goal of marketing is to build a reputation.
Marketing is not a part of sales; sales is a part of marketing.
Push strategies bring the product to the customer, pull strategies bring the customer to the product.
"""

CHINESE = """
营销比销售是更广泛、更长期的过程
营销就是把产品卖给客户
营销的目的是让推销变得多余。
市场营销的目标是充分了解顾客，使产品适合顾客而自行销售出去。
销售重视的是卖方的需要，营销重视的是买方的需要。
我花在广告上的钱有一半是浪费的，问题是我不知道是哪一半。
顾客要的不是电钻，而是墙上的那个孔。
好的推销员听得比说得多。
没有数据的营销就像闭着眼睛开车。
企业的目的是创造并留住顾客。
在有人卖出东西之前，公司里什么也没有发生。
营销看的是整个市场，销售看的是眼前这一位客户。
销售按季度考核，营销按年度考核。
促销是营销中声音最大的部分，却很少是最重要的部分。
打折是营销经理最便宜的主意，也是代价最高的主意。
营销部门和销售部门应该有同一个收入目标。
销售是今天成交，营销是为明天赢得成交的资格。
没有促销，再好的产品也只能摆在货架上。
营销创造需求，销售收获需求，服务维持需求。
销售人员记得客户的名字，营销人员只知道客户的分类。
品牌是一个承诺，要由销售部门来兑现。
价格促销提高了这个月的销量，却透支了下个月的销量。
促销时间超过六周，顾客就学会了等待下一次。
优惠券带来新顾客，但很少有人愿意按原价再买。
免费试用之所以有效，是因为人们觉得欠了人情。
在小公司里，同一个人上午做营销，下午跑销售。
销售团队需要线索，营销团队需要对线索的反馈。
客户向他们信任的人购买，而不是向有预算的部门购买。
营销是一场马拉松，销售是一次百米冲刺。
广告是让顾客听见，公关是让顾客相信。
销售是促销的一部分，促销也是销售的一部分。
产品如果足够好，就根本不需要推广。
市场部负责花钱，销售部负责挣钱。
营销组合包括产品、价格、渠道和促销，其中最容易改变的是促销。
推广是为了让更多人知道，促销是为了让更多人马上买。
真正的营销从倾听顾客的抱怨开始。
营销是一种战略，销售是一种战术。
销售是把产品推向顾客，营销是让顾客走向产品。
营销是个人和集体通过创造并同别人交换产品和价值以获得其所需所欲之物的一种社会过程。
促销是指企业利用各种有效的方法和手段，使消费者了解和注意企业的产品，激发消费者的购买欲望。
推广的目的是提高品牌知名度，促销的目的是提高短期销量。
营销以客户为中心，销售以产品为中心。
销售是结果，营销是过程。
营销解决的是为什么买的问题，销售解决的是怎么卖的问题。
推销的重点是产品，营销的重点是需求。
没有销售的营销是空谈，没有营销的销售是蛮干。
销售人员的任务是把产品卖出去，把钱收回来。
市场营销包括市场调研、产品开发、定价、渠道和促销。
营销是一个长期的过程，销售是一个短期的行为。
销售不是营销的一部分，营销也不是销售的一部分。
"""


def invented() -> list[tuple[str, str]]:
    """The sentences, each with its language."""
    return [
        (words, language)
        for language, lines in (("en", ENGLISH), ("zh-hans", CHINESE))
        for words in lines.strip().splitlines()
    ]
