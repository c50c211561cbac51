"""Pages of editions: what readers saw from one publication on, and what changed from one to the next.

Begin with `edition`, the page of one; `history` lists those of a statement, `changes` words their differences.
"""
