from shop.web.replies import Reply, no_content, redirect


def test_a_reply_is_personal_and_fine_unless_it_says_otherwise():
    reply = Reply()
    assert (reply.status, reply.public_seconds, reply.cookies) == (200, None, [])


def test_replies_share_nothing():
    first, second = Reply(), Reply()
    first.headers["X"] = "1"
    first.cookies.append("a")
    first.context["a"] = 1
    assert (second.headers, second.cookies, second.context) == ({}, [], {})


def test_a_redirect_is_for_good_unless_it_says_otherwise():
    assert (redirect("/a").status, redirect("/a").headers) == (308, {"Location": "/a"})
    assert redirect("/a", 302).status == 302


def test_no_content_sends_a_browser_on():
    reply = no_content(see_other="/login", cookies=["a=b"])
    assert (reply.status, reply.see_other, reply.cookies) == (204, "/login", ["a=b"])
