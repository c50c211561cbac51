"""What the site says, described once, and what follows from the description alone: snapshots and counting.

Begin with `description`: every kind of row with its fields, languages, natural key and attached rows, in the form that
`shape` defines and with the values of `value_types`. `snapshot` is the self-contained form of a statement that an
edition keeps; `counting` counts the articles that speak for a statement.
"""
