import pytest

from tools.local_cloud.routes import function_of, route_key


@pytest.mark.parametrize(
    ("path", "method", "operation", "key"),
    [
        ("/products/{sku}", "get", {}, "GET /products/{sku}"),
        ("/cart", "x-amazon-apigateway-any-method", {}, "ANY /cart"),
        ("/$default", "x-amazon-apigateway-any-method", {"isDefaultRoute": True}, "$default"),
    ],
)
def test_names_a_route_as_api_gateway_does(path, method, operation, key):
    assert route_key(path, method, operation) == key


@pytest.mark.parametrize("reference", ["${CartFunction.Arn}", "${CartFunction}"])
def test_finds_the_function_behind_an_integration(reference):
    uri = f"arn:aws:apigateway:eu-west-2:lambda:path/functions/{reference}/invocations"
    assert function_of({"Fn::Sub": uri}) == "CartFunction"


def test_refuses_an_integration_that_calls_no_function():
    with pytest.raises(ValueError, match="example"):
        function_of({"Fn::Sub": "https://example.com/"})
