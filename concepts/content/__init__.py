"""What the site says, described once, and what follows from the description alone: snapshots and counting.

Begin with `description`: every kind of row with its fields, languages, natural key and attached rows, in the form that
`shape` defines and with the values of `value_types`; `statement_kinds` says which of these a statement of each kind
has. `statement_content` holds what one statement says, as whoever
writes it hands it over, with the `natural_keys` of what it names; `snapshot` is the self-contained form of a statement
that an edition keeps; `counting` counts the articles that speak for a statement.
"""
