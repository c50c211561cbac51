"""The read-only API: addresses under /api/, whose answers the packages below build.

Begin with `urls` and `views`. `responses` sends JSON, and `errors` gives every fault the same shape.
"""
