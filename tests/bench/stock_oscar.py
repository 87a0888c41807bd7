# mypy: ignore-errors
"""A stock Oscar shop with 16 products, to measure beside ours; in an environment of its own.

    uv venv .local/oscar && VIRTUAL_ENV=.local/oscar uv pip install django-oscar==4.2.1
    .local/oscar/bin/python tests/bench/stock_oscar.py

It serves on port 8001 until Ctrl-C. Templates, style sheet and scripts are those of the package;
pages and files are compressed by Django's own middleware, as ours are, and debugging is off.
"""

from pathlib import Path

import django
import oscar.defaults
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.views import serve
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import include, path, re_path

FOLDER = Path(__file__).parents[2] / ".local/oscar-shop"
PORT = 8001
PRODUCTS = 16
OSCAR_APPS = (
    "analytics.apps.AnalyticsConfig checkout.apps.CheckoutConfig address.apps.AddressConfig"
    " shipping.apps.ShippingConfig catalogue.apps.CatalogueConfig"
    " catalogue.reviews.apps.CatalogueReviewsConfig communication.apps.CommunicationConfig"
    " partner.apps.PartnerConfig basket.apps.BasketConfig payment.apps.PaymentConfig"
    " offer.apps.OfferConfig order.apps.OrderConfig customer.apps.CustomerConfig"
    " search.apps.SearchConfig voucher.apps.VoucherConfig wishlists.apps.WishlistsConfig"
    " dashboard.apps.DashboardConfig dashboard.reports.apps.ReportsDashboardConfig"
    " dashboard.users.apps.UsersDashboardConfig dashboard.orders.apps.OrdersDashboardConfig"
    " dashboard.catalogue.apps.CatalogueDashboardConfig dashboard.offers.apps.OffersDashboardConfig"
    " dashboard.partners.apps.PartnersDashboardConfig dashboard.pages.apps.PagesDashboardConfig"
    " dashboard.ranges.apps.RangesDashboardConfig dashboard.reviews.apps.ReviewsDashboardConfig"
    " dashboard.vouchers.apps.VouchersDashboardConfig"
    " dashboard.communications.apps.CommunicationsDashboardConfig"
    " dashboard.shipping.apps.ShippingDashboardConfig"
)
CONTEXT = (
    "django.template.context_processors.request django.contrib.auth.context_processors.auth"
    " django.contrib.messages.context_processors.messages"
    " oscar.apps.search.context_processors.search_form"
    " oscar.apps.checkout.context_processors.checkout"
    " oscar.apps.communication.notifications.context_processors.notifications"
    " oscar.core.context_processors.metadata"
)
ENGINE = "django.template.backends.django.DjangoTemplates"
urlpatterns = []


def configure() -> None:
    """Set Django up as Oscar's manual does."""
    django_apps = "admin auth contenttypes sessions messages staticfiles sites flatpages"
    given = {name: value for name, value in vars(oscar.defaults).items() if name.isupper()}
    given |= {
        "ALLOWED_HOSTS": ["*"],
        "AUTHENTICATION_BACKENDS": ["oscar.apps.customer.auth_backends.EmailBackend"],
        "DATABASES": {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(FOLDER / "database"),
                "ATOMIC_REQUESTS": True,
            }
        },
        "DEBUG": False,
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "HAYSTACK_CONNECTIONS": {
            "default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}
        },
        "INSTALLED_APPS": [
            *(f"django.contrib.{name}" for name in django_apps.split()),
            "oscar.config.Shop",
            *(f"oscar.apps.{name}" for name in OSCAR_APPS.split()),
            *("widget_tweaks", "haystack", "treebeard", "sorl.thumbnail", "django_tables2"),
        ],
        "LANGUAGE_CODE": "en-gb",
        "MEDIA_ROOT": str(FOLDER / "media"),
        "MEDIA_URL": "/media/",
        "MIDDLEWARE": [
            "django.middleware.gzip.GZipMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "oscar.apps.basket.middleware.BasketMiddleware",
        ],
        "ROOT_URLCONF": __name__,
        "SECRET_KEY": "only for a measurement",
        "SITE_ID": 1,
        "STATIC_URL": "/static/",
        "TEMPLATES": [
            {
                "BACKEND": ENGINE,
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": CONTEXT.split()},
            }
        ],
        "USE_TZ": True,
    }
    settings.configure(**given)
    django.setup()


def static_file(request, path):
    """Serve a file of the packages, whole, so that the middleware compresses it."""
    found = serve(request, path, insecure=True)
    return HttpResponse(b"".join(found.streaming_content), content_type=found["Content-Type"])


def fill() -> None:
    """Put products on sale."""
    product, kind, category = (
        apps.get_model("catalogue", name) for name in ("Product", "ProductClass", "Category")
    )
    if product.objects.exists():
        return
    lantern = kind.objects.create(name="Lantern")
    lanterns = category.add_root(name="Lanterns", slug="lanterns")
    partner = apps.get_model("partner", "Partner").objects.create(name="Partner")
    for n in range(PRODUCTS):
        made = product.objects.create(
            title=f"Lantern {n}",
            product_class=lantern,
            upc=f"L{n}",
            description="A lantern that glows in quiet nights.",
        )
        made.categories.add(lanterns)
        apps.get_model("partner", "StockRecord").objects.create(
            product=made, partner=partner, partner_sku=f"L{n}", price=10, num_in_stock=50
        )


def main() -> None:
    """Serve the shop."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    configure()
    urlpatterns.extend(
        (
            path("i18n/", include("django.conf.urls.i18n")),
            re_path(r"^static/(?P<path>.*)$", static_file),
            path("", include(apps.get_app_config("oscar").urls[0])),
        )
    )
    call_command("migrate", verbosity=0)
    fill()
    call_command("runserver", f"127.0.0.1:{PORT}", "--noreload", "--skip-checks")


if __name__ == "__main__":
    main()
