"""Draws pictures on the server from plain values: SVG for pages, and cards as PNG.

In SVG, geometry is in attributes and colours are in the style sheet, but for `qr_code`, which is an image of its own.
Nothing here knows the database, addresses or interface words: callers pass texts with their languages. `bars`, `marks`
and `strip` draw small pictures. The concept map begins in `concept_map`, which draws a `graph`: `labels` measures its
words, `layout` finds places for its boxes, and `lines` leads its lines around them. `svg` writes elements.

Cards, the pictures that a chat shows beside a link, begin in `card_picture`: `card` says what stands on one,
`card_layout` finds its place and size, `card_lines` breaks lines, and `letters` knows the font.
"""
