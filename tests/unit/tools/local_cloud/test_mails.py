from tools.local_cloud.mails import lines_of


def test_prints_a_mail_as_a_person_would_read_it():
    lines = lines_of(
        {
            "Source": "shop@example.com",
            "To": ["ada@example.com", "grace@example.com"],
            "Subject": "Your order",
            "BodyText": "Thank you.\n",
            "Timestamp": 1_790_000_000,
        }
    )
    assert lines == [
        "From:    shop@example.com",
        "To:      ada@example.com, grace@example.com",
        "Date:    2026-09-21 14:13:20 UTC",
        "Subject: Your order",
        "",
        "Thank you.",
    ]
