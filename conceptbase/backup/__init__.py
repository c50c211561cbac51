"""Keep the whole database in one file, and put it back, into a database of either kind.

Begin with `writer` and `reader`. `archive` is the file: a zip with one line of JSON for each row, whose last bytes are
the checksum of all before them. `tables` says which tables are taken along, and why some are not.

Why not the tools that are there: `pg_dump` and SQLite's `.backup` write what only their own kind of database reads, and
`dumpdata` holds all rows in memory, has no checksum and sees no single moment. Ids are kept, since the log of the admin
and the editions name them; the rows that `migrate` makes by itself are found by their names instead.
"""
