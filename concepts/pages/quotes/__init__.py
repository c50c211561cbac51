"""The page on which readers check a quote: whether our sources have it word for word, altered, or not.

Begin with `check`. `parts` divides what was pasted, `texts` loads what readers can see of our sources, and our own
words, and keeps it; `text_index` finds words there, with `folding` for what counts as the same; `places` loads what is
told of the places; `views` shows the page.
"""
