"""The pages that readers take with them: what each is cited as, and what it says, from one object that is built once.

Begin with `page`: a `SharedPage` is all that can be done with a page. `find` makes it from an address; `statements`,
`comparisons`, `subjects` (concepts and questions) and `sources` each build it for their kinds of pages, and `lines`
turns what these show into lines of an extract. `addresses` has the addresses that are made from that of a page.
"""
