"""The search: one box that understands English, Chinese, pinyin and questions, over one index on both databases.

A request goes from `views` or `data` (JSON) to `results.page`, which reads the query (`query`), asks the index
(`index`) and ranks what it finds (`results`). `misses` counts searches that found nothing, for curators.
"""
