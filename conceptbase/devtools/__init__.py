"""Tools for developers: nothing here runs while the site serves a page.

`permission_table` states who may do what, `findings_table` lists all findings, `architecture` draws layers and models,
`interface_words` extracts and compiles the translations, and `release` dates the change log and dumps a database for
the test of migrations. The commands in `conceptbase/management` call them.
"""
