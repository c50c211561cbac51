"""Addresses for programs that keep the site: what it is called, and its icons. Begin with `views`."""
