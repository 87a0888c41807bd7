def test_shows_the_shop_window(page):
    reply = page.goto("/")
    assert reply is not None
    assert reply.status == 200
    assert page.title()
    assert page.locator("h1").count() == 1
