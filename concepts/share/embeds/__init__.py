"""Small pages of statements, questions and comparisons for frames of other sites, and oEmbed, which tells of them.

Begin with `views`. `content` builds what an embed shows, `oembed` describes the page at an address to the programs of
other sites. The HTML that shows an embed is in `concepts.formats.embeds`, where pages find it.
"""
