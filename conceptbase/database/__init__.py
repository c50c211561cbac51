"""Keep the site answering when its database is away, hangs or can only be read.

Begin with `waiting`, the middleware that limits how long a request waits. `postgresql` keeps that limit for PostgreSQL,
`sqlite` opens SQLite so that it can be read from a disk that nobody may write to.
"""
