"""What a query means: its words, the names in it, and the concepts and dimensions it asks about.

Begin with `parsed_query`. `stop_words` are left out, `spelling` proposes corrections, `topics` and `meaning` find the
question behind the words, and `vocabulary` loads what all of this needs to know of the content.
"""
