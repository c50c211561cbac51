"""Pictures drawn on the server: plain values in, SVG out. Geometry stands in attributes, colours in the style sheet.

Knows neither the database nor addresses nor interface words: callers hand over texts with their language.
"""
