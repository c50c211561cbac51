"""What the site says, described once: snapshots of statements, and how articles are counted.

Begin with `snapshot`, the self-contained form of a statement that an edition keeps; `counting` counts the articles that
speak for a statement.
"""
