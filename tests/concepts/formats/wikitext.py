"""Read one template as a wiki does, and refuse every text in which a wiki would see more than that."""

import re
from html import unescape

# Other templates, links and tags, signatures, italics, switches, parameters of templates, tables, variants of Chinese.
MARKUP = re.compile(r"[{}\[\]<\n\r\x00]|~~~|''|__|-\{|\}-")


def read_template(text: str) -> tuple[str, dict[str, str]]:
    """Return the name of the template and its parameters, as they are shown.

    Without markup inside, a wiki cuts a template at each `|`, a parameter at its first `=`, and strips what it finds.
    """
    assert text.startswith("{{")
    assert text.endswith("}}")
    inside = text[2:-2]
    assert not MARKUP.search(inside), MARKUP.search(inside)
    name, *parts = inside.split("|")
    parameters = {}
    for part in parts:
        key, equals, value = part.partition("=")
        assert equals, f"{part} has no name, so it would be parameter 1"
        assert key.strip() not in parameters, "a wiki takes the last of two"
        parameters[key.strip()] = unescape(value.strip())
    return name.strip(), parameters
