"""The front door of every HTTP function: finds the route, calls it, renders what it answers.

API Gateway has matched the route already (`routeKey`), so dispatch is a dictionary. A handler's
signature says what it is given: the request first; path parameters by name as `str`; a struct
called `query` from the query string; any other struct from the body.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec

from shop.domain.errors import NotFound, ShopError
from shop.gateways.settings import SITE_URL
from shop.telemetry import begin, log_fault
from shop.web import problems, request_log, visit_log
from shop.web.cross_origin import refuse_cross_origin
from shop.web.fields import to_struct
from shop.web.replies import Reply
from shop.web.requests import Request
from shop.web.responses import Response, to_response
from shop.web.routes import CROSS_ORIGIN_EXEMPT, ROUTES

type Handler = Callable[..., Reply]


class Route:
    """A handler with what its signature asks for; `form` is the page to show again on a mistake."""

    def __init__(self, handler: Handler, form: Handler | None) -> None:
        """Read the handler's signature once."""
        code = handler.__code__
        self.handler = handler
        self.form = form
        self.wants = {
            name: handler.__annotations__[name]
            for name in code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
        }

    def call(self, request: Request) -> Reply:
        """Decode what the handler asks for and call it."""
        return self.handler(request, **{n: _argument(request, n, k) for n, k in self.wants.items()})


def _argument(request: Request, name: str, kind: type[Any]) -> Any:  # noqa: ANN401 - by signature
    if kind is str:
        return request.path_parameters.get(name, "")
    if name == "query":
        known = {field.encode_name for field in msgspec.structs.fields(kind)}
        given = {n: v for n, v in request.query().items() if n in known}
        return to_struct(given, kind, strict=False)
    return to_struct(request.fields(), kind, strict=not request.is_form)


class Api:
    """The routes of one function and the Lambda handler that answers them."""

    def __init__(self, group: str) -> None:
        """Start with no route; `group` names the function's row in `ROUTES`."""
        self._group = group
        self._expected = ROUTES[group]
        self.routes: dict[str, Route] = {}

    def route(self, key: str, *, form: Handler | None = None) -> Callable[[Handler], Handler]:
        """Register a handler for a route key, such as `POST /contact`.

        `form` is the handler of the page to show again, with the answers kept, when a person's
        form is refused.
        """
        if key not in self._expected:
            message = f"{key} is not in shop.web.routes"
            raise LookupError(message)

        def register(handler: Handler) -> Handler:
            self.routes[key] = Route(handler, form)
            return handler

        return register

    def lambda_handler(self, event: dict[str, Any], context: object) -> Response:
        """Answer one event; never raises, so API Gateway never answers in the shop's place."""
        started = time.perf_counter()
        begin()
        request = Request(event if isinstance(event, dict) else {}, time_left=_time_left(context))
        try:
            reply = self._carry_out(request)
            response = to_response(request, reply)
        except Exception as error:  # noqa: BLE001 - the last resort: one page, one log line
            response = self._refusal(request, error)
        duration_ms = round((time.perf_counter() - started) * 1000)
        visit_log.write(
            visit_log.visit_record(request, status=response["statusCode"], duration_ms=duration_ms)
        )
        request_log.finish(
            request, self._group, status=response["statusCode"], duration_ms=duration_ms
        )
        return response

    def _carry_out(self, request: Request) -> Reply:
        if request.route_key not in CROSS_ORIGIN_EXEMPT:
            refuse_cross_origin(
                request.method,
                request.headers,
                has_body=request.has_body,
                site_origin=SITE_URL,
            )
        route = self.routes.get(request.route_key)
        if route is None:
            raise NotFound("There is nothing at this address.")
        return route.call(request)

    def _refusal(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, ShopError):
            log_fault(error, request_id=request.id, route=request.route_key)
        problem = problems.document(error, instance=request.path, request_id=request.id)
        request.problem_code = problem["code"]
        reply = Reply(data=problem, status=problem["status"], page="error.html")
        reply.context = {"came_from_login": request.came_from_login}
        reply.headers |= problems.extra_headers(error)
        try:
            return to_response(request, self._form_again(request, reply))
        except Exception as fault:  # noqa: BLE001 - even the page about the error may be broken
            log_fault(fault, request_id=request.id, route=request.route_key)
            return to_response(
                request,
                Reply(
                    data=problem,
                    status=problem["status"],
                    headers=problems.extra_headers(error),
                ),
            )

    def _form_again(self, request: Request, refusal: Reply) -> Reply:
        """Show a person's form again, with the answers kept and what needs mending beside them."""
        route = self.routes.get(request.route_key)
        if route is None or route.form is None or not request.wants_page or not request.is_form:
            return refusal
        if refusal.status >= 500:  # noqa: PLR2004 - not the person's mistake
            return refusal
        try:
            reply = Route(route.form, None).call(request)
            values = request.fields()
        except ShopError:
            return refusal
        reply.status, reply.public_seconds, reply.see_other = refusal.status, None, None
        reply.headers |= refusal.headers
        reply.context |= {"problem": refusal.data, "values": values}
        return reply


def _time_left(context: object) -> timedelta:
    remaining = getattr(context, "get_remaining_time_in_millis", None)
    return timedelta(milliseconds=remaining()) if remaining else timedelta(seconds=10)
