"""What readers and programs take with them: how pages are cited, what they say as data, and which pages there are.

`page_addresses` finds the page that an address of this package is made from. `cited_pages` finds what is cited for it,
and `citation_views` shows it beside copies and sends it as a file. `extracts` takes from a page what it says, and
`data_views` sends that as CSV and JSON. `cards` sends pictures of pages, `embeds` shows pages in frames of other sites,
and `feeds` tells those who follow the site what changed. `views` are for programs: `sitemap` lists the canonical pages,
`description` says in plain text and JSON what the site is.
"""
