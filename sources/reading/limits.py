"""Bounds for files that people bring, and for the process that reads them."""

MOST_FILE_BYTES = 20_000_000
MOST_TEXT_BYTES = 5_000_000  # of the text that is made of it, in UTF-8; as sources.text.MOST_SOURCE_BYTES
MOST_UNFOLDED_BYTES = 64_000_000  # of what is read from an archive, altogether
MOST_ARCHIVE_ENTRIES = 10_000
MOST_PAGES = 5_000
MOST_PLACES = 50_000  # headings and items of lists, of each
MOST_ANSWER_BYTES = 40_000_000
MOST_MEMORY_BYTES = 200_000_000  # resident, above that of the process before it reads anything
LEAST_ROOM_BYTES = 60_000_000  # that can be addressed besides what is when nothing is read yet
MOST_SECONDS = 5  # from the start of the process to its answer
