from shop.domain.personal_data_people import PEOPLE


def test_no_export_shows_what_would_let_its_reader_in():
    shown = {f"{table.name}.{name}" for table in PEOPLE for name in table.shown()}
    secrets = (
        "CustomersTable.password_hash",
        "SessionsTable.secret_hash",
        "SessionsTable.session_id",
        "RememberedLoginsTable.current_hash",
        "TokensTable.token_hash",
        "MailsTable.values",
    )
    assert shown & set(secrets) == set()


def test_the_ledger_keeps_marks_and_no_address():
    (ledger,) = [table for table in PEOPLE if table.name == "DataRequestsTable"]
    assert ledger.scrubbed().keys() == {"customer_id", "email", "orders"}
