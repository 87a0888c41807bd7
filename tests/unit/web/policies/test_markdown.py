from shop.web.policies.markdown import to_html


def test_renders_paragraphs_lists_and_links():
    assert to_html("**a** [b](/c)") == '<p><strong>a</strong> <a href="/c">b</a></p>\n'
    assert "<li>one</li>" in to_html("- one\n- two")


def test_escapes_html_instead_of_passing_it_on():
    html = to_html("<script>alert(1)</script>\n\na <b onclick=x>b</b>")
    assert "<script" not in html
    assert "<b" not in html


def test_refuses_links_that_run_programs():
    assert 'href="javascript' not in to_html("[a](javascript:alert)")


def test_puts_a_table_into_a_box_that_scrolls_and_that_the_keyboard_reaches():
    html = to_html("| a |\n| --- |\n| b |")
    assert html.startswith(
        '<div class="scroll" role="region" aria-label="Table: a" tabindex="0">\n'
        '<table class="stacked'
    )
    assert html.count("<div") == html.count("</div>") == 1
    assert '<th scope="col">a</th>' in html


def test_each_cell_names_its_column_and_the_first_its_row():
    html = to_html('| a | `b` "c" | d |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n| 4 | 5 | |')
    assert '<th scope="row">1</th>' in html
    assert '<th scope="row">4</th>' in html
    assert html.count('data-label="b ') == 2
    assert '<td data-label="d">3</td>' in html
    assert '"c"' not in html.partition("<tbody>")[2]
