"""Atom feeds (RFC 4287) of what readers see otherwise: of the site, a concept, a question, a source, a statement.

Begin with `feed`, which builds a feed. An entry is one publication (`entries`), told from editions, withdrawals and
mergers; `atom` writes it. Only statements that are published now are named by their words, and no source is quoted.
"""
