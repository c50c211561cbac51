"""Draws pictures on the server: from plain values to SVG. Geometry is in attributes, colours are in the style sheet.

Nothing here knows the database, addresses or interface words: callers pass texts with their languages. `bars`, `marks`
and `strip` draw small pictures. The concept map begins in `concept_map`, which draws a `graph`: `labels` measures its
words, `layout` finds places for its boxes, and `lines` leads its lines around them. `svg` writes elements.
"""
