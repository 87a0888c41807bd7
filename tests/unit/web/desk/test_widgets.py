"""Widgets of a CloudWatch dashboard, as AWS documents their contract."""

import json
import re
from datetime import timedelta

import pytest

from functions.desk.app import lambda_handler
from shop.domain.addresses import Address
from shop.domain.corrections import ask
from shop.domain.data_requests import correcting
from shop.domain.orders import GUEST, By
from shop.domain.visits import records_of
from shop.storage import corrections, visits
from shop.storage.orders import OrderRow, row_of
from shop.web.desk import widgets
from shop.web.desk.widget_pages import PAGES
from tests.support.corrections import a_correction
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW
from tests.support.logs import logged
from tests.support.orders import NUMBER, an_order
from tests.support.returns import (
    kept_return,
    kept_withdrawal,
)
from tests.support.visits import make_visit
from tests.support.widget_changes import TICKET, add_ticket
from tests.support.widgets import FUNCTION_ARN, OPERATOR, Context, Dashboard

pytestmark = pytest.mark.usefixtures("tables")
# What each page must be told to show something.
ASKED = {
    "order": {"number": NUMBER},
    "diagnose": {"number": NUMBER, "reason": "asked by the customer"},
    "message": {"ticket": TICKET},
    "stock-history": {"sku": "LAMP"},
    "visits": {"number": NUMBER, "reason": "asked by the customer"},
    "mail": {"number": NUMBER, "mail": "received.1"},
}
EVIL = '"><script>alert(1)</script><cwdb-action action="call">{}</cwdb-action>\'{{ 7*7 }}&lt;'


def dashboard(**context: object) -> Dashboard:
    made = Dashboard(context=dict(context))
    made.typed["operator"] = "ada"
    return made


class TestContract:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard.html"""

    def test_describes_itself_without_reading_anything(self):
        told = lambda_handler({"describe": True}, Context())
        assert isinstance(told, str)
        assert "``` yaml\naction: orders" in told

    @pytest.mark.parametrize("page", sorted(set(PAGES) - {"mail"}))
    def test_every_page_is_html_whose_buttons_call_this_function_again(self, page):
        row_of(an_order(status="paid")).save()
        stock(make_product("LAMP"))
        add_ticket()
        desk = dashboard()
        shown = desk.open(page, **ASKED.get(page, {}))
        assert desk.notice == ""
        assert shown.text.strip()
        assert shown.buttons
        for button in shown.buttons:
            assert f'endpoint="{FUNCTION_ARN}"' in shown.html
            assert button.says["action"] in set(PAGES) | set(widgets.CHANGES)

    @pytest.mark.parametrize("page", sorted(set(PAGES) - {"mail"}))
    def test_holds_nothing_that_a_dashboard_takes_out(self, page):
        row_of(an_order(status="paid")).save()
        stock(make_product("LAMP"))
        add_ticket()
        shown = dashboard().open(page, **ASKED.get(page, {}))
        names = {tag for tag, _ in shown.tags}
        assert names & {"script", "iframe", "use", "object", "embed", "link"} == set()
        assert [a for _, told in shown.tags for a in told if a.startswith("on")] == []

    def test_styles_itself_and_nothing_else_on_the_dashboard(self):
        html = dashboard().open("orders").html
        style = html[html.index("<style>") + 7 : html.index("</style>")]
        style = style.replace(":where(body:has(.desk .print)) * { visibility: hidden; }", "")
        rules = re.findall(r"([^{}]+)\{", re.sub(r"@media[^{]+\{", "", style))
        selectors = [part.strip() for rule in rules for part in rule.split(",")]
        assert [s for s in selectors if not s.startswith(".desk")] == []
        assert '<div class="cwdb-no-default-styles"></div>' in html

    def test_every_field_is_in_the_one_form_and_has_a_name_of_its_own(self):
        stock(make_product("LAMP"), make_product("MUG"))
        shown = dashboard().open("products")
        assert [tag for tag, _ in shown.tags].count("form") == 1
        names = [t["name"] for tag, t in shown.tags if tag in ("input", "select", "textarea")]
        assert len(names) == len(set(names)) > 4

    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_follows_the_theme(self, theme):
        assert f"desk-{theme}" in dashboard(theme=theme).open("orders").html

    def test_a_narrow_widget_is_set_in_smaller_print(self):
        assert 'class="desk desk-light desk-narrow"' in dashboard(width=400).open("orders").html
        assert "desk-narrow" not in dashboard(width=700).open("orders").html.split("</style>")[1]

    @pytest.mark.parametrize("width", [300, 600, 1500])
    def test_charts_fit_the_widget(self, width):
        html = dashboard(width=width).open("visitors").html
        widths = [int(found) for found in re.findall(r'<svg[^>]* width="(\d+)"', html)]
        assert len(widths) == 4
        assert all(280 <= found <= max(280, width) for found in widths)

    def test_shows_the_days_of_the_dashboards_time_range(self):
        start, end = 1795132800000, 1795219200000  # 20 and 21 November 2026
        html = dashboard(timeRange={"start": start, "end": end}).open("visitors").html
        assert "20 Nov to 21 Nov 2026, 2 days (UTC)." in html
        assert "2026-11-20" in html

    def test_a_range_too_long_is_cut_to_what_can_be_reported(self):
        html = dashboard(timeRange={"start": 0, "end": 1795219200000}).open("visitors").html
        assert "92 days (UTC): no more of the dashboard's time range can be shown" in html

    def test_closed_orders_are_those_of_the_time_range_and_none_that_waits_is_left_out(self):
        row_of(an_order()).save()
        row_of(an_order(number="CT-3333-3333-3", status="shipped", shipment="shipped")).save()
        day = 86_400_000
        at = int(NOW.timestamp() * 1000)
        for start, is_shown in ((at - day, True), (at + day, False)):
            desk = dashboard(timeRange={"start": start, "end": start + 2 * day})
            assert ("CT-3333-3333-3" in desk.open("orders", status="shipped").text) is is_shown
            assert NUMBER in desk.open("orders").text

    def test_without_an_action_it_shows_the_orders(self):
        assert "<h2>Orders</h2>" in Dashboard().ask({})

    def test_says_when_there_is_no_such_page(self):
        desk = dashboard()
        desk.open("invoices")
        assert desk.notice == "refused: There is no such page; choose one above."


class TestPlace:
    """A dashboard refreshes its widgets as it likes; whoever works there stays where they are."""

    def refreshed(self, desk: Dashboard) -> str:
        desk.params = {"action": "orders", "operator": "ada"}
        return desk.ask(dict(desk.params))

    def test_a_refresh_shows_the_same_page_with_what_was_typed(self):
        add_ticket()
        desk = dashboard()
        desk.open("message", ticket=TICKET)
        desk.fill(message="It left on Mon")
        html = self.refreshed(desk)
        assert f"<h2>Conversation {TICKET}</h2>" in html
        assert ">It left on Mon</textarea>" in html

    def test_after_a_change_a_refresh_shows_the_page_and_does_nothing_again(self):
        row_of(an_order(status="paid")).save()
        desk = dashboard()
        desk.open("order", number=NUMBER)
        desk.press("Pack")
        with logged() as log:
            html = self.refreshed(desk)
        assert f"<h2>Order {NUMBER}</h2>" in html
        assert [x["action"] for x in log if x["message"] == "desk-action"] == ["order"]

    def test_a_button_leads_away_even_to_the_widgets_own_page(self):
        desk = dashboard()
        desk.params = {"action": "orders"}
        desk.open("messages")
        desk.press("Orders")
        assert "<h2>Orders</h2>" in desk.html

    def test_leads_back_to_the_widgets_own_page(self):
        row_of(an_order()).save()
        desk = dashboard()
        desk.params = {"action": "orders"}
        desk.open("orders")
        desk.press(NUMBER)
        desk.press("← Back to orders")
        assert "<h2>Orders</h2>" in desk.html

    @pytest.mark.parametrize("here", ["no JSON", '["orders"]', '{"action": "ship"}', "{}"])
    def test_a_place_that_is_none_shows_the_widgets_own_page(self, here):
        desk = dashboard()
        desk.typed["here"] = here
        assert "<h2>Orders</h2>" in self.refreshed(desk)

    def test_nobodys_visits_are_looked_at_again_by_a_refresh(self):
        row_of(an_order()).save()
        desk = dashboard()
        desk.open("order", number=NUMBER)
        desk.fill(reason="could not pay")
        desk.press("Show failed requests")
        with logged() as log:
            html = self.refreshed(desk)
        assert f"<h2>Order {NUMBER}</h2>" in html
        assert [x["action"] for x in log if x["message"] == "desk-action"] == ["order"]

    def test_leads_back_to_the_search_that_led_here(self):
        row_of(an_order(status="shipped", shipment="shipped")).save()
        desk = dashboard()
        desk.open("orders")
        desk.fill(status="shipped", search="LAMP")
        desk.press("Find")
        desk.press(NUMBER)
        desk.typed["operator"] = "ada"
        shown = desk.press("← Back to orders")
        assert (shown.fields["find.search"], shown.fields["find.status"]) == ("LAMP", "shipped")
        assert NUMBER in shown.text


class TestTime:
    """Instants are told in the dashboard's time, and which it is."""

    @pytest.mark.parametrize(
        ("offset", "zone", "hour"), [("+00:00", "UTC", 0), ("-03:30", "UTC-03:30", -3.5)]
    )
    def test_instants_are_in_the_dashboards_time(self, offset, zone, hour):
        order = an_order()
        row_of(order).save()
        html = dashboard(timezone={"label": "Local", "offsetISO": offset}).open("orders").html
        told = (order.placed_at + timedelta(hours=hour)).strftime("%-d %b %Y, %H:%M")
        assert f"Placed ({zone})" in html
        assert f'<td class="fix">{told}</td>' in html

    def test_a_list_says_of_which_time_it_is(self):
        times = {"start": 1795132800000, "end": 1795219200000}
        desk = dashboard(timeRange=times)
        within = "Placed 20 Nov 2026, 00:00 to 21 Nov 2026, 00:00 (UTC), the dashboard's time range"
        assert within in desk.open("orders", status="shipped").text
        assert "All that wait, whenever they were placed." in desk.open("orders").text
        assert "Of every status, whenever" in desk.open("orders", search="LAMP").text


class TestRefusals:
    def test_what_was_typed_stands_below_the_sentence(self):
        row_of(an_order(status="paid", shipment="packing")).save()
        desk = dashboard()
        desk.open("order", number=NUMBER)
        desk.fill(tracking="x" * 150)
        desk.typed[f"diagnose-{NUMBER}.reason"] = "half a rea"
        shown = desk.press("Ship")
        assert desk.notice.startswith("refused: ")
        assert "at most 100 printable characters" in desk.notice
        assert shown.fields[f"ship-{NUMBER}.tracking"] == "x" * 150
        assert shown.fields[f"diagnose-{NUMBER}.reason"] == "half a rea"

    def test_what_is_typed_into_another_form_outlives_a_change(self):
        add_ticket()
        desk = dashboard()
        desk.open("message", ticket=TICKET)
        desk.fill(message="A long answer\nthat is not sent yet")
        desk.press("Close it")
        assert desk.notice == "done: The conversation is closed."
        assert desk.page.fields[f"reply-{TICKET}.message"] == "A long answer\nthat is not sent yet"

    def test_a_form_that_has_done_its_work_is_empty(self):
        add_ticket()
        desk = dashboard()
        desk.open("message", ticket=TICKET)
        desk.fill(message="It left on Monday.")
        desk.press("Send")
        assert desk.notice == "done: The answer is sent."
        assert desk.page.fields[f"reply-{TICKET}.message"] == ""
        assert "It left on Monday." in desk.page.text

    def test_a_search_that_finds_no_order_keeps_the_words(self):
        desk = dashboard()
        desk.open("orders")
        desk.fill(search="Nobody", status="shipped")
        shown = desk.press("Find")
        assert "There are no such orders." in shown.text
        assert (shown.fields["find.search"], shown.fields["find.status"]) == ("Nobody", "shipped")

    def test_an_order_that_there_is_not_is_said_above_the_list(self):
        desk = dashboard()
        desk.open("order", number="CT-NONE", back={"action": "orders"})
        assert desk.notice.startswith("refused: This is not the number of an order")
        assert "<h2>Orders</h2>" in desk.html
        desk.open("order", number="CT-NONE")
        assert desk.notice.startswith("refused: ")

    def test_stock_that_has_changed_since_is_not_overwritten(self):
        stock(make_product("LAMP"))
        desk = dashboard()
        desk.open("products")
        desk.fill(available="5", reason="counted")
        other = dashboard()
        other.open("products")
        other.fill(available="7", reason="counted too")
        other.press("Set")
        desk.press("Set")
        assert "changed in the meantime" in desk.notice
        assert desk.page.fields["stock-LAMP.available"] == "5"

    def test_a_file_with_a_wrong_column_is_refused_with_its_rows_kept(self):
        desk = dashboard()
        desk.open("import")
        desk.typed["import.csv"] = "sku,colour\nLAMP,red\n"
        desk.press("See what it comes to")
        assert "Colour: is no column of the catalogue" in desk.notice
        assert desk.page.fields["import.csv"] == "sku,colour\nLAMP,red\n"

    @pytest.mark.parametrize("page", ["diagnose", "visits"])
    def test_nobodys_visits_are_shown_without_a_reason_and_a_name(self, page):
        row_of(an_order()).save()
        for typed, words in (({"operator": ""}, "who you are"), ({"operator": "ada"}, "why you")):
            desk = Dashboard(operator=typed["operator"])
            desk.typed = dict(typed)
            desk.open(page, number=NUMBER)
            assert words in desk.notice
            assert ('<label class="me wanted">' in desk.html) is (typed["operator"] == "")


class TestPrivacy:
    def test_failed_requests_are_shown_with_truncated_addresses_and_why_is_logged(self):
        row_of(an_order()).save()
        visit = make_visit(order_number=NUMBER, ip="192.0.2.77", status=409)
        visits.insert_all(records_of(visit))
        desk = dashboard()
        desk.open("order", number=NUMBER)
        desk.fill(reason="could not pay")
        with logged() as log:
            shown = desk.press("Show failed requests")
        assert "192.0.2.0/24" in shown.text
        assert "192.0.2.77" not in shown.html
        (line,) = [x for x in log if x.get("action") == "diagnose"]
        assert (line["reason"], line["operator"]) == ("could not pay", OPERATOR)


class TestInjection:
    """Nothing a customer wrote can act: it is text, and no element or button more is there."""

    @pytest.fixture
    def written(self):
        """A shop in which customers wrote something evil wherever they can write."""
        address = Address(
            name=EVIL,
            line1=EVIL,
            line2=EVIL,
            city=EVIL,
            region=EVIL,
            postal_code=EVIL,
            country="GB",
        )
        changes = {"billing_address": address, "shipping_address": address, "email": EVIL}
        order = an_order(
            status="shipped", shipment="shipped", instructions=EVIL, tracking=EVIL, **changes
        )
        kept_return(reason=EVIL, state="requested")
        OrderRow.get(NUMBER, "order").delete()
        row_of(order).save()
        waiting = "CT-3333-3333-3"
        row_of(an_order(number=waiting, status="paid", instructions=EVIL, **changes)).save()
        kept_withdrawal(name=EVIL, email=EVIL, goods=EVIL, number=EVIL, outcome="unmatched")
        add_ticket(name=EVIL, message=EVIL, order_number=EVIL)
        request = correcting(f"{NUMBER}-C1", "guest", NUMBER, NOW)
        wanted = a_correction(wish=EVIL, address=address)
        asked = ask(order, [], wanted, By(GUEST, "request-0"))
        corrections.insert(order, asked, wanted, request, None, seconds_left=10)
        visit = make_visit(order_number=NUMBER, path=f"/{EVIL}", status=404, user_agent=EVIL)
        visits.insert_all(records_of(visit))

    @pytest.mark.parametrize(
        ("page", "times"),
        [
            ("orders", 0),
            ("order", 14),
            ("diagnose", 16),
            ("pick-list", 7),
            ("messages", 1),
            ("message", 3),
            ("returns", 1),
            ("withdrawals", 4),
            ("visits", 1),
            ("data-requests", 7),
        ],
    )
    def test_what_customers_wrote_is_text(self, written, page, times):
        desk = dashboard()
        shown = desk.open(page, **ASKED.get(page, {}))
        assert desk.notice == ""
        assert "script" not in {tag for tag, _ in shown.tags}
        assert shown.text.count("<script>alert(1)") >= times
        assert shown.text.count("{{ 7*7 }}") >= times
        # Whoever wrote a button gets none: each of them calls our function for a page of ours.
        assert all("action" in button.says for button in shown.buttons)
        assert shown.html.count("<cwdb-action") == len(shown.buttons)

    def test_what_an_operator_typed_comes_back_as_text(self):
        desk = dashboard()
        desk.open("import")
        desk.typed |= {"import.csv": f"</textarea>{EVIL}", "operator": EVIL}
        shown = desk.press("See what it comes to")
        assert shown.fields["import.csv"] == f"</textarea>{EVIL}"
        assert shown.fields["operator"] == EVIL
        assert "script" not in {tag for tag, _ in shown.tags}

    def test_what_a_button_says_cannot_close_it(self):
        stock(make_product('A-1</cwdb-action><b>"'))
        desk = dashboard()
        desk.open("products")
        assert desk.button("Set").says["sku"] == 'A-1</cwdb-action><b>"'
        assert "b" not in {tag for tag, _ in desk.page.tags}


def test_the_buttons_words_are_json_without_anything_html_would_read():
    row_of(an_order(status="paid")).save()
    html = dashboard().open("order", number=NUMBER).html
    for said in re.findall(r"<cwdb-action[^>]*>(.*?)</cwdb-action>", html, re.DOTALL):
        assert json.loads(said)
        assert not set("<>&") & set(said)
