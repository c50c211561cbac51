"""Concepts, what the site says about them, and on what evidence; one package for each part of the work.

Begin with `models`, the tables. `content` describes them in types, `editorial` writes them, `evidence` loads them with
their citations. `packs` exchanges them as files, `drawings` draws them, and `pages`, `comparison`, `search`, `admin`
and `api` show them. `docs/architecture.md` shows which package may import which.
"""
