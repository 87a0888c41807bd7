"""A visitor's own visits on pages, which lead back to the oldest that the log holds."""

from shop.domain.own_visits import ShownVisit, own_visits
from shop.storage import visits
from shop.web.cursors import make_cursor, read_cursor
from shop.web.portions import MOST_ENTRIES, ROOM_BYTES, fitting
from shop.web.preferences import views
from shop.web.preferences.views import VisitsQuery
from shop.web.replies import Reply
from shop.web.requests import Request

# After every visit of a second, whose places go on with "#".
_WHOLE_SECOND = "$"


def visits_reply(request: Request, query: VisitsQuery) -> Reply:
    """Answer a program with the newest visits, a person with some and the way to the older ones.

    Raises:
        InvalidRequest: the cursor is not the shop's.
    """
    if not request.wants_page:
        return Reply(data=views.visits_shown(request))
    shown, older = _some_before(request, read_cursor("visits", query.cursor))
    context = {
        "done": query.done,
        "is_first_page": not query.cursor,
        "older": make_cursor("visits", older) if older else "",
    }
    return Reply(data=views.showing(request, shown), page="visits.html", context=context)


def _some_before(request: Request, before: str) -> tuple[list[ShownVisit], str]:
    """Return visits from before a place, and the place before which there are more, or none."""
    looks = [visits.look_back(s, before, request.now) for s in views.subjects(request)]
    # What is older was read of some subjects only; the next page reads it of all.
    end = max((look.end for look in looks), default="")
    records = [record for look in looks for record in look.records]
    own = [found for found in own_visits(request.session_hash, records) if found.place >= end]
    shown = fitting(own[:MOST_ENTRIES], ROOM_BYTES)
    if len(shown) < len(own):
        return shown, shown[-1].place
    return shown, _outside(end, before)


def _outside(end: str, before: str) -> str:
    """Return a place that tells nothing of whose the last visit was: somebody else's, perhaps.

    Of its second something may be shown again; where that is all there is, it is passed over.
    """
    second = end.partition("#")[0]
    if not second or before.startswith(second):
        return second
    return second + _WHOLE_SECOND
