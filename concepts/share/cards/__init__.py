"""The cards of pages: the pictures that a chat shows beside a link.

Begin with `urls` and `views`. What stands on a card is said beside the page (`concepts.pages.cards`,
`concepts.comparison.card`), and `concepts.drawings.card_picture` draws it.
"""
