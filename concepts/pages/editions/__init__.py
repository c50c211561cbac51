"""Pages of editions: a statement as readers saw it after one publication, and what changed from one to the next.

Begin with `edition`, which builds the page of one edition. `history` lists the editions of a statement, and `changes`
puts their differences into words.
"""
