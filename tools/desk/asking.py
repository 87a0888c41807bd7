"""Asking the order desk: the same function that the dashboard's widgets call, by Lambda's Invoke.

Every action may be sent twice: what was done is not done again. Still nothing that changes anything
is sent again by itself after an answer was lost, so that whoever acts knows what happened.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

type Event = dict[str, Any]
type Answer = dict[str, Any]
type Pause = Callable[[float], None]

# The shop was busy and has written nothing: it is asked again, a little later each time.
_BUSY = "try-again"
_PAUSES_SECONDS = (0.2, 0.5, 1.0, 2.0)


class Refused(Exception):
    """The shop does not do that; the text is its own sentence, `answer` all it said."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.get("detail") or answer["error"])
        self.answer = answer


class NoShop(Exception):
    """Nothing answers there, or not to these credentials; the text says what to do."""


class Broken(Exception):
    """The function failed, or its answer was lost; the text says which."""


@dataclass(frozen=True, slots=True)
class Desk:
    """An order desk: how it is invoked, and who does it.

    `invoke` takes an event and returns the function's answer; it raises what botocore does.
    """

    invoke: Callable[[Event], dict[str, Any]]
    operator: str
    pause: Pause = time.sleep

    def ask(self, action: str, **fields: Any) -> Answer:  # noqa: ANN401 - of any kind JSON has
        """Have an action done and return the answer; a field that is None is not sent.

        Raises:
            Refused: the shop says why not.
            NoShop: nothing answers there.
            Broken: the function failed, or nobody knows whether it did what was asked.
        """
        event = {"action": action} | {k: v for k, v in fields.items() if v is not None}
        for pause_seconds in _PAUSES_SECONDS:
            answer = self._answer(event)
            if answer.get("error") != _BUSY:
                break
            self.pause(pause_seconds)
        else:
            answer = self._answer(event)
        if "error" in answer:
            raise Refused(answer)
        return answer

    def _answer(self, event: Event) -> Answer:
        try:
            told = self.invoke(event)
        except ClientError as error:
            raise NoShop(f"The order desk cannot be reached: {error}") from error
        except BotoCoreError as error:
            raise Broken(
                f"No answer came ({type(error).__name__}). It may have been done: "
                "send the same again, nothing is done twice."
            ) from error
        answer = told["Payload"]
        if "FunctionError" in told or not isinstance(answer, dict):
            raise Broken(f"The order desk failed: {_fault(answer)}. Its log says more.")
        return answer


def over_lambda(client: Any, function_name: str) -> Callable[[Event], dict[str, Any]]:  # noqa: ANN401 - made at run time
    """Return what invokes a deployed function by its name."""

    def invoke(event: Event) -> dict[str, Any]:
        payload = json.dumps(event).encode()
        told: dict[str, Any] = client.invoke(FunctionName=function_name, Payload=payload)
        return told | {"Payload": json.loads(told["Payload"].read() or b"null")}

    return invoke


def _fault(answer: object) -> str:
    if not isinstance(answer, dict):
        return "no answer that could be read"
    kind, message = answer.get("errorType", "an error"), answer.get("errorMessage", "")
    return f"{kind}: {message}" if message else str(kind)
