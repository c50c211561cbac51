"""What readers and programs take with them: how pages are cited, what they say as data, and which pages there are.

`pages` finds the page that an address of this package is made from, with what is cited for it and what it says;
`citation_views` shows both and sends the citation as a file, `data_views` sends what the page says as CSV and JSON.
`cards` sends pictures of pages, `embeds` shows pages in frames of other sites, and `feeds` tells those who follow the
site what changed. `views` are for programs: `sitemap` lists the canonical pages, `description` says in plain text and
JSON what the site is.
"""
