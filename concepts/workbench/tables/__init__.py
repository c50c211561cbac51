"""Many at once: statements, labels and citations from a table (CSV), first as a dry run, then as drafts.

`cells` reads the file; `columns` says what each kind of table has; `statements`, `labels` and `citations` write one row
each, by the same doors as forms, `bases` telling what they found; `importing` runs them over a table, and takes all of
it back where it is a dry run; `refused` gives back what cannot be written.
"""
