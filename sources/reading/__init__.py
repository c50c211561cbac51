"""Read the files that people bring: find out what a file is, and make a text of it with its headings, lists and pages.

Begin with `process.read_file`: it has a file read in a process of its own (`child`) with bounds of time and memory, and
checks what comes back. `file_kinds` tells by its content what a file is, `charset` in which encoding a text is written;
`html`, `docx`, `odt`, `epub`, `pdf` and `markdown_text` are the readers, which write into a `TextBuilder`. What cannot
be read is a `ReadingError`, for which `messages` has a sentence. Only `process` and `messages` are for Django's side:
the child imports no Django, no settings and no database.
"""
