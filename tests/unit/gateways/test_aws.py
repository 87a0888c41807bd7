import pytest

from shop.gateways import aws


@pytest.mark.parametrize("service", ["sesv2", "secretsmanager"])
def test_makes_one_client_a_service_with_the_shops_own_time_outs(service):
    client = aws.client(service)
    assert aws.client(service) is client
    assert (client.meta.config.connect_timeout, client.meta.config.read_timeout) == (0.5, 3)
    assert client.meta.config.retries["total_max_attempts"] == 3


def test_clients_of_two_services_are_two():
    assert aws.client("sesv2") is not aws.client("secretsmanager")
