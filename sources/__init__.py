"""Source documents: their texts kept byte for byte, the articles in them, and the passages that can be cited.

Begin with `models`. `anchoring` finds quotes in a text, `lookup` also words that a browser or keyboard changed,
`sentences` cuts it into sentences, `highlight` turns it into HTML with its passages marked, and `copies` proposes which
passages repeat earlier ones. `reading` makes texts of the files that people bring. `text` checks every text that people
enter, `languages` names the languages, and `locking` refuses a save that would overwrite a newer one. Nothing here
imports from `concepts`.
"""
