"""Counts every number of articles anew, from the lines of the open data alone, and finds these numbers on pages.

Nothing here imports the site: whoever has the open data and reads the pages can count the same. `open_data` counts,
`pages` reads; `tests/test_recount.py` compares them.
"""
