"""Say for which site, at which address, a page is cited."""

from django.http import HttpRequest

from concepts.evidence.site import load_site
from concepts.formats.works import CitingSite


def citing_site(request: HttpRequest) -> CitingSite:
    """Return what citations say of the site that answers the request."""
    return CitingSite(str(load_site().name), f"{request.scheme}://{request.get_host()}")
