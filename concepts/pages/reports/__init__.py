"""The form with which readers report an error in a statement, an edition or a passage, without an account or a script.

Begin with `views`. `reported` finds what the form is about, `form` reads what was typed, and `sending_limit` counts how
many reports come from one network, without writing down from which. Curators answer them in `concepts.admin.reports`.
"""
