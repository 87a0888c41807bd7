import base64
import gzip
import re
from dataclasses import dataclass

import msgspec
import pytest

from shop.domain import errors
from shop.web import problems
from shop.web.cookies import CART, set_cookie
from shop.web.headers import SECURITY_HEADERS
from shop.web.replies import Reply, no_content, redirect
from shop.web.requests import Request
from tests.support.apis import FORM, Fault, an_api, answering, get, post, raising
from tests.support.gateway import HTML
from tests.support.logs import logged


@dataclass(frozen=True, slots=True)
class Shown:
    name: str
    limit: int


class TestRepresentations:
    def test_data_is_answered_as_json(self):
        answer = get(answering(data=Shown(name="é", limit=2), status=201))
        assert (answer.status, answer.json) == (201, {"name": "é", "limit": 2})
        assert answer.headers["content-type"] == "application/json"

    def test_a_browser_is_shown_the_page(self):
        problem = problems.document(errors.NotFound("Gone <b>."), instance="/", request_id="r1")
        answer = get(answering(data=problem, page="error.html"), accept=HTML)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "Gone &lt;b&gt;." in answer.text

    def test_without_a_page_a_browser_is_shown_data(self):
        assert get(answering(data=[1]), accept=HTML).json == [1]

    def test_other_media_are_answered_as_they_are(self):
        answer = get(answering(media=("text/plain", "hello"), data=[1], page="x"), accept=HTML)
        assert (answer.headers["content-type"], answer.text) == ("text/plain", "hello")

    def test_an_answer_without_content_names_no_type(self):
        answer = get(answering(status=204))
        assert (answer.status, answer.text) == (204, "")
        assert "content-type" not in answer.headers

    def test_a_browser_goes_on_after_a_form_and_a_program_gets_the_thing(self):
        api = answering(data={"a": 1}, status=201, page="x.html", see_other="/contact/T1")
        browser = post(api, "", FORM | {"accept": HTML})
        program = post(api)
        assert (browser.status, browser.headers["location"], browser.text) == (
            303,
            "/contact/T1",
            "",
        )
        assert (program.status, program.json) == (201, {"a": 1})
        assert "location" not in program.headers

    def test_a_program_gets_no_content_where_a_browser_goes_on(self):
        def handler(_request: Request) -> Reply:
            return no_content(see_other="/login")

        api = an_api(post=handler)
        assert (post(api).status, post(api).text) == (204, "")
        assert post(api, "", FORM | {"accept": HTML}).headers["location"] == "/login"

    def test_a_redirect_says_where(self):
        def handler(_request: Request) -> Reply:
            return redirect("/policies/privacy")

        answer = get(an_api(get=handler))
        assert (answer.status, answer.headers["location"]) == (308, "/policies/privacy")

    @pytest.mark.parametrize(
        ("given", "sent"),
        [
            ("/a?b=c&d=%20#e", "/a?b=c&d=%20#e"),
            ("/a\r\nSet-Cookie: x=y", "/a%0D%0ASet-Cookie:%20x=y"),
            ("/é", "/%C3%A9"),
            ("https://example.com/", "https://example.com/"),
        ],
    )
    def test_a_location_is_one_line_of_ascii(self, given, sent):
        api = answering(headers={"Location": given})
        assert get(api).headers["location"] == sent
        api = answering(see_other=given)
        assert get(api, accept=HTML).headers["location"] == sent


class TestCaching:
    def test_what_is_personal_is_not_kept(self):
        answer = get(answering(data=[1]))
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers

    def test_what_is_public_carries_a_tag_of_its_content(self):
        first = get(answering(data=[1], public_seconds=60))
        again = get(answering(data=[1], public_seconds=60))
        other = get(answering(data=[2], public_seconds=60))
        assert first.headers["cache-control"] == "public, max-age=60"
        assert re.fullmatch(r'"[0-9a-f]{32}"', first.headers["etag"])
        assert first.headers["etag"] == again.headers["etag"] != other.headers["etag"]

    @pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', '"x" ,W/{}', "*"])
    def test_who_has_it_is_told_so(self, form):
        api = answering(data=[1], public_seconds=60)
        tag = get(api).headers["etag"]
        answer = get(api, if_none_match=form.format(tag))
        assert (answer.status, answer.text) == (304, "")
        assert answer.headers["etag"] == tag
        assert answer.headers["cache-control"] == "public, max-age=60"
        assert "content-type" not in answer.headers

    @pytest.mark.parametrize("tag", ["", '"x"', "W/", ",,,", "x" * 5_000])
    def test_who_has_another_gets_it(self, tag):
        assert get(answering(data=[1], public_seconds=60), if_none_match=tag).status == 200

    def test_data_and_page_have_different_tags(self):
        problem = problems.document(errors.NotFound("x"), instance="/", request_id="r1")
        api = answering(data=problem, page="error.html", public_seconds=60)
        assert get(api).headers["etag"] != get(api, accept=HTML).headers["etag"]

    def test_a_public_redirect_is_answered_even_to_who_has_anything(self):
        api = answering(status=308, headers={"Location": "/a"}, public_seconds=60)
        answer = get(api, if_none_match="*")
        assert (answer.status, answer.headers["location"]) == (308, "/a")

    def test_an_answer_with_a_cookie_is_never_kept(self):
        api = answering(data=[1], cookies=[set_cookie(CART, "c1")], public_seconds=60)
        answer = get(api, if_none_match="*")
        assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
        assert "etag" not in answer.headers


class TestCookies:
    def test_go_into_their_own_list_and_never_into_the_headers(self):
        def handler(request: Request) -> Reply:
            request.reply_cookies.append(set_cookie(CART, "first"))
            return Reply(data=1, cookies=[set_cookie(CART, "second")])

        answer = get(an_api(get=handler))
        assert [line.partition(";")[0] for line in answer.set_cookies] == [
            "__Host-cart=first",
            "__Host-cart=second",
        ]
        assert "set-cookie" not in answer.headers

    def test_are_sent_with_a_refusal_too(self):
        def handler(request: Request) -> Reply:
            request.reply_cookies.append(set_cookie(CART, "first"))
            raise errors.NotAuthenticated("Please log in.")

        assert len(get(an_api(get=handler)).set_cookies) == 1

    def test_without_any_there_is_no_list(self):
        assert "cookies" not in get(answering(data=1)).response


ANSWERS = {
    "data": answering(data=1),
    "media": answering(media=("text/plain", "x")),
    "no content": answering(status=204),
    "redirect": answering(status=308, headers={"Location": "/a"}),
    "public": answering(data=1, public_seconds=9),
    "see other": answering(see_other="/a"),
    "refusal": raising(errors.NotFound("x")),
    "fault": raising(Fault()),
    "unknown": an_api(),
}


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("accept", ["*/*", HTML])
def test_every_answer_carries_the_security_headers(name, accept):
    with logged():
        answer = get(ANSWERS[name], accept=accept, if_none_match="*")
    expected = SECURITY_HEADERS | {"X-Request-Id": "request-1"}
    assert answer.response["headers"].items() >= expected.items()
    assert "Accept" in answer.headers["vary"].split(", ")
    assert answer.headers["cache-control"]
    assert answer.response["isBase64Encoded"] is False
    assert isinstance(answer.response["body"], str)


LONG = "Quiet nights. " * 200


class TestCompression:
    def test_a_client_that_reads_gzip_gets_it(self):
        answer = get(answering(data=[LONG]), accept_encoding="gzip, br")
        assert answer.response["isBase64Encoded"] is True
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(base64.b64decode(answer.response["body"])) == (
            msgspec.json.encode([LONG])
        )

    def test_a_client_that_does_not_say_so_gets_text(self):
        for headers in ({}, {"accept_encoding": "br"}, {"accept_encoding": "gzip;q=0"}):
            answer = get(answering(data=[LONG]), **headers)
            assert answer.response["isBase64Encoded"] is False
            assert answer.json == [LONG]
            assert "content-encoding" not in answer.headers

    def test_caches_are_told_that_it_depends_on_the_client(self):
        for headers in ({}, {"accept_encoding": "gzip"}):
            answer = get(answering(data=[LONG], public_seconds=60), **headers)
            assert answer.headers["vary"] == "Accept, Accept-Encoding"

    def test_a_page_still_depends_on_its_cookie(self):
        problem = problems.document(errors.NotFound("x"), instance="/", request_id="r1")
        api = answering(data=problem, page="error.html", public_seconds=60)
        answer = get(api, accept=HTML, accept_encoding="gzip")
        assert answer.headers["vary"] == "Accept, Cookie, Accept-Encoding"

    def test_short_answers_are_sent_as_they_are(self):
        answer = get(answering(data=[1], public_seconds=60), accept_encoding="gzip")
        assert (answer.response["body"], answer.headers["vary"]) == ("[1]", "Accept")

    def test_each_encoding_has_a_tag_of_its_own(self):
        api = answering(data=[LONG], public_seconds=60)
        plain, packed = get(api), get(api, accept_encoding="gzip")
        assert packed.headers["etag"] == plain.headers["etag"][:-1] + '-gzip"'
        again = get(api, accept_encoding="gzip", if_none_match=packed.headers["etag"])
        assert (again.status, again.response["body"]) == (304, "")
        assert again.headers["vary"] == "Accept, Accept-Encoding"
        assert again.response["isBase64Encoded"] is False
        assert "content-encoding" not in again.headers
        assert get(api, if_none_match=plain.headers["etag"]).status == 304

    def test_the_tag_of_the_other_encoding_is_not_taken(self):
        api = answering(data=[LONG], public_seconds=60)
        packed = get(api, accept_encoding="gzip").headers["etag"]
        assert get(api, if_none_match=packed).status == 200

    def test_what_is_personal_is_padded_by_request(self):
        def handler(request: Request) -> Reply:
            request.id = f"request-{next(numbers)}"
            return Reply(data=[LONG])

        numbers = iter(range(50))
        api = an_api(get=handler)
        lengths = {len(get(api, accept_encoding="gzip").response["body"]) for _ in range(50)}
        assert len(lengths) > 10

    def test_what_is_public_is_always_the_same(self):
        api = answering(data=[LONG], public_seconds=60)
        bodies = {get(api, accept_encoding="gzip").response["body"] for _ in range(3)}
        assert len(bodies) == 1
