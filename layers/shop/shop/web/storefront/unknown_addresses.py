"""The answer to an address or method that no route has."""

from shop.domain.errors import NotFound
from shop.web.problems import MethodNotAllowed
from shop.web.replies import Reply, redirect
from shop.web.requests import Request
from shop.web.routes import methods_of
from shop.web.storefront import styleguide


def get_unknown(request: Request) -> Reply:
    """Lead a needless slash at the end to the right address, and refuse everything else.

    On a developer's own machine one more address is known: the page that shows the design.

    Raises:
        MethodNotAllowed: the address exists for other methods.
        NotFound: nothing is at this address.
    """
    if request.method == "GET" and request.path == styleguide.PATH and styleguide.is_shown():
        return styleguide.get_styleguide(request)
    without_slash = request.path.rstrip("/")
    if request.method == "GET" and without_slash != request.path and methods_of(without_slash):
        # A path of many slashes must not become "//host", which a browser takes as another site.
        return redirect("/" + without_slash.lstrip("/"))
    allowed = methods_of(request.path)
    if allowed and request.method not in allowed:
        raise MethodNotAllowed(allowed)
    raise NotFound("There is nothing at this address.")
