"""Every period for which the shop keeps something: the one file of numbers.

Expiry times, cookie lifetimes, the template's log groups and the tables in the published policies
are all taken from here or tested against it. Changing a period therefore changes what the privacy
policy says, and a new version of it must be published. What each is for: `retention_table`.
"""

from datetime import timedelta

# Login and sessions. Idle, absolute and reset times: OWASP Session Management and Forgot Password
# cheat sheets; 30 days: NIST SP 800-63B, AAL1.
SESSION_IDLE = timedelta(minutes=60)
SESSION_ABSOLUTE = timedelta(hours=24)
REMEMBERED_LOGIN = timedelta(days=30)
REMEMBERED_LOGIN_GRACE = timedelta(seconds=60)
# CNIL, recommendation on logging (2021): a year at most.
ACCOUNT_HISTORY = timedelta(days=365)
KNOWN_DEVICE = timedelta(days=365)
REGISTRATION_TOKEN = timedelta(hours=24)
RESET_TOKEN = timedelta(minutes=30)
ORDER_CODE = timedelta(minutes=15)

# Rate limits.
LOGIN_LIMIT_WINDOW = timedelta(minutes=5)
HOURLY_LIMIT_WINDOW = timedelta(hours=1)
ORDER_LIMIT_WINDOW = timedelta(minutes=1)

# Buying.
ANONYMOUS_CART = timedelta(days=30)
ORDER_KEY = timedelta(hours=48)
ORDER_RECORDS = timedelta(days=2192)

# Visits. 13 and 25 months: CNIL, guidelines on audience measurement.
VISIT_BY_ADDRESS = timedelta(days=30)
VISIT_BY_SESSION = timedelta(days=30)
VISIT_BY_ORDER = timedelta(days=30)
VISITOR_SALT = timedelta(hours=48)
VISITOR_COUNTS = timedelta(days=760)

# Choices kept in the visitor's own browser.
VISITOR_COOKIE = timedelta(days=395)
COOKIE_CHOICES = timedelta(days=180)

# As long as the longest cookie that an answer allows.
CONSENT_RECORD = timedelta(days=395)

# Messages.
CONTACT_MESSAGE = timedelta(days=365)
SENT_MAIL = timedelta(days=90)
# CNIL, on lists of those who do not want to be canvassed: three years.
MAIL_SUPPRESSION = timedelta(days=1096)

# Requests about personal data: as long as a claim can be made of one (Limitation Act 1980 gives six
# years; three are enough to prove what was done, and longer than any back-up lives).
DATA_REQUEST_RECORD = timedelta(days=1096)

# Goods.
STOCK_ALERT = timedelta(days=180)
IMPORT_RECORD = timedelta(days=90)

# Machinery. 14 days: the longest Amazon SQS keeps a message; 35 days: the window of Amazon
# DynamoDB's point-in-time recovery.
LOG_APPLICATION = timedelta(days=30)
LOG_VISITS = timedelta(days=7)
LOG_ACCESS = timedelta(days=30)
FAILED_DELIVERY = timedelta(days=14)
BACKUPS = timedelta(days=35)
