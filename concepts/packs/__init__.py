"""Knowledge packs: folders of YAML and text files that hold all content, reviewed as a diff. See docs/packs.md.

Begin with `records`, the form in which files and database are compared, and `schema`, which says what the files may
contain. Files are read by `yaml_reader`, `entries`, `files` and `flatten`, checked by `check` and `publication`, and
written by `layout` and `export`; `mint` puts codes into them. The database is read by `row_reader`; `plan` decides what
loading does, `load` does it through `row_writer`. `open_data` prints everything as JSON. What rows say is listed
nowhere here: all of it walks the description in `concepts.content`, by the rules of `field_notation` and
`row_notation`.
"""
