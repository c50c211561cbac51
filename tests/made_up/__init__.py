"""A field and an attached table that nobody has, with model and migrations of their own.

They show that one line of the description carries new content through everything. `settings` are the tests' own with
this app and these migrations; `check_made_up.py` runs under them, in a process of its own
(tests/concepts/content/test_made_up_column.py).
"""
