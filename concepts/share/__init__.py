"""What readers and programs take with them: how pages are cited, which pages there are, and what the site is called.

`cited_pages` finds what is cited for a page, and `citation_views` shows it and sends it as a file. `cards` sends
pictures of pages, and `feeds` tells those who follow the site what changed. `views` are for programs: `sitemap` lists
the canonical pages, `description` says in plain text and JSON what the site is.
"""
