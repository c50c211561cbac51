"""What the text offers: sentences that contrast, define or relate concepts and that nothing cites yet.

`scanning` looks through the newest text of each source and keeps what it finds; `kinds` recognises a sentence by the
cues of `cues` and the names of concepts in it. `queue` loads a page of the sentences that are still open, each with the
concepts and dimensions it names and up to three statements it may support (`likely`). `dismissing` keeps what somebody
does not want offered again.
"""
