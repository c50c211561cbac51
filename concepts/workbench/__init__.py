"""The workbench for sources, inside the admin's frame: above the search, whose names and words it reads.

Begin with `offers`, which proposes sentences that no statement cites, or with `tables`, which takes many rows at once.
"""
