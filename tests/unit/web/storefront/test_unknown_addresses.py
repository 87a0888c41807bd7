import pytest

from shop.domain.errors import NotFound
from shop.web.problems import MethodNotAllowed
from shop.web.requests import Request
from shop.web.storefront.unknown_addresses import get_unknown
from tests.support.gateway import make_event


def unknown(path: str, method: str = "GET") -> Request:
    return Request(make_event(method, path, route_key="$default"))


@pytest.mark.parametrize("path", ["/no/such/page", "/products/a/b", "/wp-login.php", "/.env"])
def test_an_unknown_address_is_not_found(path):
    with pytest.raises(NotFound):
        get_unknown(unknown(path))


@pytest.mark.parametrize(
    ("path", "method", "allowed"),
    [
        ("/cart", "POST", ("GET",)),
        ("/cart/lines", "GET", ("POST",)),
        ("/contact", "DELETE", ("GET", "POST")),
        ("/products/lamp-1", "PUT", ("GET",)),
        ("/", "HEAD", ("GET",)),
    ],
)
def test_a_known_address_says_which_methods_it_answers(path, method, allowed):
    with pytest.raises(MethodNotAllowed) as raised:
        get_unknown(unknown(path, method))
    assert raised.value.allowed == allowed


@pytest.mark.parametrize(
    ("path", "right"),
    [("/cart/", "/cart"), ("/products/lamp-1/", "/products/lamp-1"), ("/contact//", "/contact")],
)
def test_a_needless_slash_at_the_end_leads_to_the_right_address(path, right):
    reply = get_unknown(unknown(path))
    assert (reply.status, reply.headers) == (308, {"Location": right})


@pytest.mark.parametrize("path", ["//example.com/", "///", "//cart/", "/\\example.com/"])
def test_no_address_leads_to_another_site(path):
    request = unknown("/")
    request.path = path
    try:
        location = get_unknown(request).headers["Location"]
    except (NotFound, MethodNotAllowed):
        location = "/"
    assert location.startswith("/")
    assert location[1:2] not in ("/", "\\")
