"""That one deployed function can be called by itself."""

import pytest

from tools.local_cloud.invoking import invoke, read_event
from tools.local_cloud.place import PROJECT
from tools.local_cloud.progress import Failure


def test_calls_a_function_with_an_event_of_the_repository(shop):
    answer = invoke(shop.place, "policies", read_event(PROJECT / "events/policies/list.json"))
    assert answer["Payload"]["statusCode"] == 200


def test_names_the_functions_there_are_when_asked_for_another(shop):
    with pytest.raises(Failure, match=r"no function 'stock'; there is accounts, aftersales"):
        invoke(shop.place, "stock", {})
