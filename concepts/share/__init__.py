"""Addresses for programs that find, keep and show the site: what it is called, which pages it has, whom to write to.

Begin with `views`. `sitemap` lists the canonical pages, `description` says in plain text and JSON what the site is.
"""
