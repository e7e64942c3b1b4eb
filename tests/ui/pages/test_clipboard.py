from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData

from nndesigner.ui.pages.data.clipboard import html_table, table_text


def test_text_comes_before_the_web_page_beside_it():
    mime = QMimeData()
    mime.setText("a\tb\n1\t2")
    mime.setHtml("<table><tr><td>a<td>b</table>")
    assert table_text(mime) == "a\tb\n1\t2"


def test_a_table_that_comes_as_a_web_page_alone_is_read():
    mime = QMimeData()
    mime.setHtml("<p>Prices</p><table><tr><th>name<th>price<tr><td>a, b &amp; c</td><td>1<br>2</td></tr></table>")
    assert table_text(mime) == 'name,price\n"a, b & c",1 2\n'


@pytest.mark.parametrize("html", ["", "<p>Just prose</p>", "<table></table>", "<table><tr><td> </td></tr></table>", "<td"])
def test_a_page_without_a_table_gives_nothing(html):
    assert html_table(html) == ""


def test_columns_that_a_cell_spans_stay_under_each_other():
    html = "<table><tr><td colspan=2>x</td><td>y</td></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>"
    assert html_table(html).splitlines() == ["x,,y", "1,2,3"]
    assert html_table(html.replace("=2", "='no'")).splitlines()[0] == "x,y"


def test_scripts_are_not_read():
    assert html_table("<table><tr><td><script>var a=1</script>x</td></tr></table>") == "x\n"
