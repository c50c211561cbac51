"""Say where a form that everybody may send was sent from.

Public pages set no cookie, so their forms carry no CSRF token: `conceptbase/devtools/permission_table.py` lists them in
PUBLIC_FORMS. A browser says of every request that it posts where it comes from, and only our own pages may post.
"""

from django.http import HttpRequest


def is_from_our_page(request: HttpRequest) -> bool:
    """Tell whether the browser says that the form stood on a page of this site; without a word from it, it did not."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
