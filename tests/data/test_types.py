"""Column types: the whole column decides."""

from __future__ import annotations

import pytest

from nndesigner.core.errors import DataError
from nndesigner.data import dates
from nndesigner.data.column import Column
from nndesigner.data.dates import FORMS, date_form, parse_date
from nndesigner.data.numerals import NumberFormat, best_format
from nndesigner.data.reader import read_text


def column(name: str, *cells: str, times: int = 1) -> Column:
    return read_text(f"{name};end\n" + "".join(f"{cell};\n" for cell in cells * times)).columns[0]


@pytest.mark.parametrize(
    ("name", "cells", "times", "type"),
    [
        ("x", ("1", "2.5", "-3e4", "NA"), 1, "number"),
        ("x", ("0", "1"), 5, "number"),
        ("x", ("Yes", "no", "YES"), 3, "yes/no"),
        ("x", ("TRUE", "FALSE"), 3, "yes/no"),
        ("x", ("Y", "N"), 3, "yes/no"),
        ("x", ("M", "F"), 3, "category"),
        ("x", ("red", "green", "blue"), 4, "category"),
        ("x", ("1", "2", "x"), 10, "category"),
        ("when", ("2024-01-31", "2023-12-01"), 2, "date"),
        ("when", ("31.12.2024 10:15", "01.02.2023 08:00"), 2, "date"),
        ("zip", ("01234", "99999"), 3, "identifier"),
        ("id", ("17", "4", "99", "3"), 1, "identifier"),
        ("PassengerId", ("1", "2", "3"), 1, "identifier"),
        ("user_id", ("7", "8", "3"), 1, "identifier"),
        ("paid", ("1", "2", "3"), 1, "number"),
        ("uuid", ("3f2a-11", "4b2c-12", "9a00-13"), 1, "identifier"),
        ("x", ("?", "", "NA"), 3, "text"),
        ("remark", ("good for all of us", "not at all", "I do not know", "what is this"), 1, "text"),
    ],
)
def test_type(name: str, cells: tuple[str, ...], times: int, type: str) -> None:
    assert column(name, *cells, times=times).type == type


def test_categories_are_sorted_as_numbers_or_words() -> None:
    assert column("x", "10", "9", "1", times=3).as_type("category").categories == ("1", "9", "10")
    assert column("x", "b", "a", "c", times=3).categories == ("a", "b", "c")
    assert column("x", "1", "1.0", "2", times=3).as_type("category").categories == ("1", "2")
    assert column("x", "Yes", "No", times=3).categories == ("No", "Yes")


def test_reading_as_another_type_and_back_keeps_the_texts() -> None:
    number = column("x", "1,5", "2,5", "7,25")
    text = number.as_type("text")
    assert text.values.tolist() == ["1,5", "2,5", "7,25"]
    assert number.as_type("category").codes.tolist() == [0, 1, 2]
    words = column("x", "a", "b", times=3).as_type("number")
    assert words.unreadable is not None
    assert words.unreadable.all()
    assert words.missing_count == 6
    with pytest.raises(DataError, match="A column is of type"):
        number.as_type("colour")


def test_statistics_and_histograms() -> None:
    x = column("x", "1", "2", "3", "NA", "6")
    statistics = x.statistics()
    assert (statistics.count, statistics.missing, statistics.unique) == (4, 1, 4)
    assert (statistics.min, statistics.max, statistics.mean, statistics.median) == (1, 6, 3, 2.5)
    assert statistics.std == pytest.approx(1.8708287)
    assert x.histogram(5).counts.tolist() == [1, 1, 1, 0, 1]
    c = column("c", "a", "b", "a", times=2)
    assert c.statistics().top == (("a", 4), ("b", 2))
    assert c.histogram(1).labels == ("a",)
    assert column("d", "2024-01-01", "2024-01-03").statistics().max == "2024-01-03T00:00:00"


@pytest.mark.parametrize(
    ("text", "decimal", "thousands", "value"),
    [
        ("1.5", ".", "", 1.5),
        ("+1.5e-3", ".", "", 0.0015),
        ("1,5", ",", "", 1.5),
        ("1.234.567,5", ",", ".", 1234567.5),
        ("1 234,5", ",", " ", 1234.5),
        ("12,34", ".", ",", None),
        ("1,2345", ".", ",", None),
        ("\u221212", ".", "", -12),
        ("1.250,5-", ",", ".", -1250.5),
        ("(12)", ".", "", -12),
        ("$ -5", ".", "", -5),
        ("-$5", ".", "", -5),
        ("5 €", ".", "", 5),
        ("12 %", ".", "", 12),
        ("", ".", "", None),
        (".", ".", "", None),
        ("e5", ".", "", None),
        ("1e999", ".", "", None),
        ("1_000", ".", "", None),
        ("12abc", ".", "", None),
    ],
)
def test_numbers_as_people_write_them(text: str, decimal: str, thousands: str, value: float | None) -> None:
    assert NumberFormat(decimal, thousands).parse(text) == value


def test_the_files_decimal_mark_decides_what_could_be_either() -> None:
    assert best_format({"1,234": 3}, ".")[0] == NumberFormat(".", ",")
    assert best_format({"1,234": 3}, ",")[0].decimal == ","
    assert best_format({"1,234": 1, "0,5": 1}, ".")[0].decimal == ","


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-02-29", "2024-02-29T00:00:00"),
        ("2024-02-29T23:59:58Z", "2024-02-29T23:59:58"),
        ("2024-02-29 23:59:58.123+01:00", "2024-02-29T23:59:58"),
        ("29.2.2024", "2024-02-29T00:00:00"),
        ("2/29/2024 11:30 PM", "2024-02-29T23:30:00"),
        ("29-Feb-24", "2024-02-29T00:00:00"),
        ("Feb 29, 2024", "2024-02-29T00:00:00"),
        ("12:30", "1970-01-01T12:30:00"),
    ],
)
def test_dates(text: str, expected: str) -> None:
    form = date_form([text])
    assert form in FORMS
    assert str(parse_date(text, form)) == expected


def test_days_that_do_not_exist_are_not_read() -> None:
    assert date_form(["2023-02-29"]) is None
    assert date_form(["1-2-3", "a-b-c"]) is None
    assert str(parse_date("31.04.2024", "d.m.Y")) == "NaT"


def test_one_form_reads_the_whole_column() -> None:
    assert date_form(["01/02/2024", "02/25/2024"]) == "m/d/Y"
    assert date_form(["01/02/2024", "25/02/2024"]) == "d/m/Y"


def test_firsts_of_months_are_no_days_of_january() -> None:
    assert date_form([f"{month}/1/2020" for month in range(1, 13)]) == "m/d/Y"
    assert date_form([f"1/{month}/2020" for month in range(1, 13)]) == "d/m/Y"
    assert date_form([f"{day}/1/2020" for day in range(1, 12)]) == "d/m/Y"  # too few to be a year


@pytest.mark.parametrize("count", [20, 100, 4000])
def test_one_text_of_twenty_need_not_be_a_date(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"2024-01-{1 + i % 28:02d}" for i in range(count)]
    words = count // 20
    assert date_form([*texts[words:], *["soon"] * words]) == "Y-m-d"
    assert date_form([*texts[words + 1 :], *["soon"] * (words + 1)]) is None
    looked: list[str] = []
    monkeypatch.setattr(dates, "could_be_date", lambda text: bool(looked.append(text)))
    assert date_form(texts) is None
    assert len(looked) == words + 1  # then it is plain that they are no dates
