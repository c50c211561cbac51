"""Tools for developers that read the finished site: nothing here runs while the site serves a page.

`permission_table` states who may do what, `architecture` draws layers and models, `interface_words` extracts and
compiles the translated words. The commands of the same names in `conceptbase/management` call them.
"""
