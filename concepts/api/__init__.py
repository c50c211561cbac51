"""The read-only API: addresses under /api/, whose answers the packages below build.

Begin with `views`: each endpoint is a function that takes parameters and returns one JSON object, made by a package
below from the same objects as the pages. `endpoints` turns it into a view that is only read and gives every error one
shape (`errors`); `responses` sends JSON, `urls` gives addresses. docs/api.md promises what each answers.
"""
