"""Answer without building a page again: with a 304, a stored page, or stored parts of a page.

Begin with `conditional`, the middleware that decides. `store` keeps finished pages, `fragments` keeps parts of pages in
the process, and `compression` compresses pages before they are stored.
"""
