"""What is shown in forms that other people and programs read: functions over `evidence`, without views and requests.

How a thing is cited: begin with `work`. A `CitedWork` is all that a citation says of one thing; `works` makes it from a
statement, an edition, a comparison, a question, a concept, a source or a passage. `apa`, `chicago` and `gbt7714` write
it as an entry of a bibliography (`entry`), `bibtex`, `ris` and `csl_json` as a file, `wikitext` as a template of a
wiki, `highwire` as tags for the head of a page. `styles` lists entries and files for pages. What each follows, and why
they are our own: docs/citing.md.

What a page says, to be taken along: begin with `extract`. `copies` writes it as sentences, Markdown and tables,
`data_files` as CSV and JSON.

`json_ld` has concepts and statements in the words of schema.org, `embeds` the HTML with which another site shows a page
in a frame.
"""
