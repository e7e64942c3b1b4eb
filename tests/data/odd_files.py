"""Files as other programs leave them, and what is right to read from each: one kind of oddity a file."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field

from nndesigner.data.reader import ReadOptions


@dataclass(frozen=True)
class Case:
    """A file and what must be read from it; ``rows`` are the cells of the good rows, ``lines`` those of the problems."""

    data: bytes
    names: tuple[str, ...] | None = None
    rows: list[tuple[str, ...]] | None = None
    types: tuple[str, ...] | None = None
    lines: list[int] = field(default_factory=list)
    header: bool | None = None
    delimiter: str | None = None
    encoding: str | None = None
    options: ReadOptions = field(default_factory=ReadOptions)
    count: int | None = None
    values: dict[str, list[float]] = field(default_factory=dict)


AB = ("a", "b")
ABC = ("a", "b", "c")
ROWS3 = [("1", "2", "x"), ("3", "4", "y"), ("5", "6", "z")]
LONG = "".join(f"{i},{i / 7:.3f},{'red' if i % 2 else 'blue'}\n" for i in range(200))
WIDE = "id,size,colour\n"


def lines_of(text: str, end: str = "\n", encoding: str = "utf-8") -> bytes:
    return text.replace("\n", end).encode(encoding)


PLAIN = "a,b,c\n1,2,x\n3,4,y\n5,6,z\n"
IRIS = "150,4,setosa,versicolor,virginica\n" + "".join(f"{5 + i % 9 / 10},3.{i % 10},1.4,0.2,{i // 50}\n" for i in range(150))

CASES: dict[str, Case] = {
    "plain": Case(lines_of(PLAIN), ABC, ROWS3, header=True, delimiter=","),
    "crlf": Case(lines_of(PLAIN, "\r\n"), ABC, ROWS3),
    "cr only": Case(lines_of(PLAIN, "\r"), ABC, ROWS3),
    "mixed line ends": Case(b"a,b,c\r\n1,2,x\n3,4,y\r5,6,z\r\n", ABC, ROWS3),
    "no newline at the end": Case(lines_of(PLAIN.rstrip()), ABC, ROWS3),
    "semicolons": Case(lines_of(PLAIN.replace(",", ";")), ABC, ROWS3, delimiter=";"),
    "tabs": Case(lines_of(PLAIN.replace(",", "\t")), ABC, ROWS3, delimiter="\t"),
    "pipes": Case(lines_of(PLAIN.replace(",", "|")), ABC, ROWS3, delimiter="|"),
    "runs of spaces": Case(
        b"  x    y\n 1.5   2\n10.25  3\n 7.0  11\n", ("x", "y"), [("1.5", "2"), ("10.25", "3"), ("7.0", "11")], delimiter=" "
    ),
    "utf-8 with a mark": Case(b"\xef\xbb\xbf" + lines_of(PLAIN), ABC, ROWS3),
    "utf-16 with a mark": Case(PLAIN.encode("utf-16"), ABC, ROWS3),
    "utf-16 little endian, no mark": Case(PLAIN.encode("utf-16-le"), ABC, ROWS3, encoding="utf-16-le"),
    "utf-16 big endian, no mark": Case(PLAIN.encode("utf-16-be"), ABC, ROWS3, encoding="utf-16-be"),
    "utf-32": Case(PLAIN.encode("utf-32"), ABC, ROWS3),
    "latin-1": Case(
        "name,n\nJosé,1\nMüller,2\nGarçon,3\n".encode("latin-1"),
        ("name", "n"),
        [("José", "1"), ("Müller", "2"), ("Garçon", "3")],
        encoding="cp1252",
    ),
    "cp1251": Case(
        ("город,n\n" + "".join(f"{w},{i}\n" for i, w in enumerate(["Москва", "Новосибирск", "Екатеринбург", "Казань"]))).encode(
            "cp1251"
        ),
        ("город", "n"),
        count=4,
        encoding="cp1251",
    ),
    "cp1250": Case(
        (
            "město,n\n"
            + "".join(f"{w},{i}\n" for i, w in enumerate(["Třebíč", "Příbram", "Děčín", "Žďár", "Česká Lípa", "Jičín"]))
        ).encode("cp1250"),
        count=6,
        encoding="cp1250",
    ),
    "one stray byte in utf-8": Case(
        "a,b\nä,1\nö,2\nü,3\né,4\nß,5\n".encode() + b"\xff,6\n", AB, lines=[7], encoding="utf-8", count=6
    ),
    "gzip": Case(gzip.compress(lines_of(PLAIN)), ABC, ROWS3),
    "sep line": Case(b"sep=;\na;b\n1,5;2\n2,5;3\n", AB, [("1,5", "2"), ("2,5", "3")], delimiter=";", values={"a": [1.5, 2.5]}),
    "comments before the header": Case(b"# made by a robot\n# 2024\na,b\n1,2\n3,4\n", AB, [("1", "2"), ("3", "4")]),
    "comments between rows": Case(b"a,b\n1,2\n# pause, really, yes\n3,4\n", AB, [("1", "2"), ("3", "4")]),
    "header as a comment": Case(b"# a, b\n1, 2\n3, 4\n", AB, count=2, values={"a": [1, 3], "b": [2, 4]}),
    "preamble": Case(
        b"Report of sales\nMade in May\n\nshop,sales,year\nA,10,2020\nB,12,2021\nC,9,2022\n", ("shop", "sales", "year"), count=3
    ),
    "preamble as wide as the table": Case(
        b"Title,,\n,,\na,b,c\n1,2,x\n3,4,y\n5,6,z\n",
        ABC,
        ROWS3,
    ),
    "the header again": Case(b"a,b,c\n1,2,x\na,b,c\n3,4,y\n5,6,z\n", ABC, ROWS3, lines=[3]),
    "a spare cell in the header": Case(b",a,b,c\n1,2,x\n3,4,y\n5,6,z\n", ABC, ROWS3),
    "spare names in the header": Case(b"a,b,c,d\n1,2,x\n3,4,y\n5,6,z\n", ABC, ROWS3, lines=[1]),
    "dates in words": Case(b"d,n\n5 Jan 2024,1\n17 March 2023,2\n1 Dec 2022,3\n", ("d", "n"), types=("date", "number")),
    "blank lines": Case(b"a,b\n\n1,2\n\n\n3,4\n\n", AB, [("1", "2"), ("3", "4")]),
    "no header": Case(b"1,2,3\n4,5,6\n7,8,9\n", ("column_1", "column_2", "column_3"), header=False, count=3),
    "no header with words": Case(b"red,1.5\nblue,2.5\nred,3.5\nblue,1.0\n", ("column_1", "column_2"), header=False, count=4),
    "years as a header": Case(
        b"country,1990,1991,1992\nA,1,2,3\nB,4,5,6\n", ("country", "1990", "1991", "1992"), header=True, count=2
    ),
    "words only": Case(b"name,city\nBob,Rome\nEve,Oslo\nJim,Rome\nAnn,Bonn\n", ("name", "city"), header=True, count=4),
    "duplicate names": Case(b"x,x,x\n1,2,3\n4,5,6\n", ("x", "x_2", "x_3"), count=2),
    "duplicate names, one taken": Case(b"x,x_2,x\n1,2,3\n4,5,6\n", ("x", "x_2", "x_3"), count=2),
    "empty names": Case(b"a,,c\n1,2,3\n4,5,6\n", ("a", "column_2", "c"), count=2),
    "index column without a name": Case(
        b",a,b\n0,5,x\n1,6,y\n2,7,x\n", ("column_1", "a", "b"), types=("identifier", "number", "category"), count=3
    ),
    "index column that the header lacks": Case(
        b"a,b\n1,5,x\n2,6,y\n3,7,x\n", ("column_1", "a", "b"), types=("identifier", "number", "category"), count=3
    ),
    "trailing delimiter everywhere": Case(b"a,b,\n1,2,\n3,4,\n", AB, [("1", "2"), ("3", "4")]),
    "trailing delimiter in the rows": Case(b"a,b\n1,2,\n3,4,\n", AB, [("1", "2"), ("3", "4")], lines=[1]),
    "an empty last column, no header": Case(
        b"1,2,\n3,4,\n5,6,\n", ("column_1", "column_2", "column_3"), [("1", "2", ""), ("3", "4", ""), ("5", "6", "")]
    ),
    "a line break as the spare last cell": Case(b'"a";"b"\n"1";"2";"\n"\n', AB, [("1", "2")], lines=[1]),
    "a space behind every comma": Case(b'a, b, c\n1, "x, y", 2\n3, z, 4\n', ABC, [("1", "x, y", "2"), ("3", "z", "4")]),
    "a backslash before a letter": Case(
        b'a,b\n"C:\\new \\"x\\" y",1\n"it\\\'s",2\n', AB, [('C:\\new "x" y', "1"), ("it\\'s", "2")]
    ),
    "the header on two lines": Case(b"a,b,c\na,b,c\n1,2,3\n4,5,6\n7,8,9\n1,1,1\n2,2,2\n", ABC, count=5, lines=[2]),
    "a word repeated above the names": Case(b"x,x,x\na,b,c\n1,2,3\n4,5,6\n7,8,9\n1,1,1\n2,2,2\n", ABC, count=5, lines=[2]),
    "names below a title, words below them": Case(
        b"Meetings,,\na,b,c\np,q,\np,r,\n,s,\na,b,c\nt,u,v\n", ABC, header=True, lines=[6], count=4
    ),
    "a title, an empty row, two columns": Case(b"Fees in May,\n,\na,b\nx,1\ny,2\nz,3\n", AB, header=True, count=3),
    "a name longer than csv allows": Case(
        b'a,"b",' + 200_000 * b"c" + b"\n1,2,3\n4,5,6\n", ("a", "b", 200_000 * "c"), [("1", "2", "3"), ("4", "5", "6")]
    ),
    "a quoted cell with text before it": Case(b'a,b,c\n1,x,y\n2,q"r, s"\n3,x,y\n4,x,y\n', ABC, count=4, lines=[3]),
    "metadata row first": Case(IRIS.encode(), tuple(f"column_{i}" for i in range(1, 6)), header=False, count=150),
    "quoted commas and newlines": Case(
        b'a,b\n"x, y",1\n"two\nlines",2\n"say ""hi""",3\n', AB, [("x, y", "1"), ("two\nlines", "2"), ('say "hi"', "3")]
    ),
    "everything quoted": Case(b'"a","b"\n"1","x"\n"2","y"\n', AB, [("1", "x"), ("2", "y")], types=("number", "category")),
    "single quotes": Case(b"a,b\n'x, y',1\n'z, w',2\n'it''s',3\n", AB, [("x, y", "1"), ("z, w", "2"), ("it's", "3")]),
    "backslash escapes": Case(
        b'a,b\n"say \\"hi\\", he said",1\n"plain",2\n"more",3\n',
        AB,
        [('say "hi", he said', "1"), ("plain", "2"), ("more", "3")],
    ),
    "space before the quote": Case(b'a, b\n"x", "y, z"\n"u", "v"\n', AB, [("x", "y, z"), ("u", "v")]),
    "inch marks": Case(b'pipe,n\n5",1\n6",2\n7",3\n', ("pipe", "n"), [('5"', "1"), ('6"', "2"), ('7"', "3")]),
    "a ragged row": Case((WIDE + LONG + "1,2\n" + LONG).encode(), count=401, lines=[202]),
    "a row too long": Case((WIDE + LONG + "1,2,3,4\n" + LONG).encode(), count=401, lines=[202]),
    "an unclosed quote": Case((WIDE + LONG + '7,"2.5,red\n' + LONG).encode(), count=401, lines=[202]),
    "an unclosed quote, and quotes later": Case(
        (WIDE + LONG + '7,"2.5,red\n' + LONG + '8,1.5,"red"\n').encode(), count=402, lines=[202]
    ),
    "two unclosed quotes far apart": Case(
        (WIDE + LONG + '7,"2.5,red\n' + LONG + '8,"1.5,red\n' + LONG).encode(), count=602, lines=[202, 403]
    ),
    "a quote closed a hundred rows later": Case(
        (WIDE + LONG + '7,"2.5,red\n' + LONG + '8,1.5",red\n' + LONG).encode(), count=602, lines=[202, 403]
    ),
    "an undoubled quote": Case(b'a,b\n"x "y" z",1\n"u",2\n"v",3\n', AB, [('x "y" z', "1"), ("u", "2"), ("v", "3")], lines=[2]),
    "decimal comma": Case(b"a;b\n1,5;x\n2,25;y\n-3,0;x\n", AB, types=("number", "category"), values={"a": [1.5, 2.25, -3.0]}),
    "decimal comma with thousands": Case(b"a;b\n1.234,50;1\n10.000,25;2\n7,5;3\n", AB, values={"a": [1234.5, 10000.25, 7.5]}),
    "thousands commas": Case(b'a,b\n"1,234",x\n"12,345,678",y\n5,x\n', AB, values={"a": [1234, 12345678, 5]}),
    "thousands apostrophes": Case(b"a;b\n1'234.5;x\n12'000;y\n7;x\n", AB, values={"a": [1234.5, 12000, 7]}),
    "percent": Case(b"a,b\n5%,x\n7.5%,y\n10 %,x\n", AB, values={"a": [5, 7.5, 10]}),
    "currency": Case("a,b\n$5.50,x\n-$7,y\n€10,x\n".encode(), AB, values={"a": [5.5, -7, 10]}),
    "accounting brackets": Case(b'a,b\n"(1,250.00)",x\n"2,000.00",y\n12,x\n', AB, values={"a": [-1250, 2000, 12]}),
    "leading zeros": Case(b"zip,n\n01234,1\n00501,2\n90210,3\n", ("zip", "n"), types=("identifier", "number")),
    "long numbers": Case(
        b"card,n\n4929123412341234567,1\n4929123412341234568,2\n", ("card", "n"), types=("identifier", "number")
    ),
    "late decimals": Case(("n\n" + "1\n" * 5000 + "0.5\n").encode(), ("n",), types=("number",), count=5001),
    "a late word": Case(
        ("n,m\n" + "1,2\n" * 500 + "oops,2\n").encode(), ("n", "m"), types=("number", "number"), lines=[502], count=501
    ),
    "missing spellings": Case(b"a,b\n1,x\nNA,y\n?,x\n-,NULL\nn/a,y\n.,x\n5,#N/A\n", AB, types=("number", "category")),
    "the user's own missing": Case(b"a\n1\n-999\n3\n", ("a",), options=ReadOptions(missing=("-999",)), count=3),
    "yes and no": Case(b"a,b,c\nyes,True,Y\nno,False,N\nyes,True,Y\n", ABC, types=("yes/no", "yes/no", "yes/no")),
    "dates": Case(
        b"a,b,c\n2024-01-31,31.01.2024,01/31/2024\n2024-02-01,01.02.2024,02/01/2024\n", ABC, types=("date", "date", "date")
    ),
    "times": Case(b"t,v\n2024-01-31T10:00:00Z,1\n2024-01-31T11:00:00Z,2\n", ("t", "v"), types=("date", "number")),
    "one column": Case(b"x\n1\n2\n3\n", ("x",), [("1",), ("2",), ("3",)]),
    "one column of words": Case(b"fruit\napple\npear\napple\npear\n", ("fruit",), count=4),
    "header only": Case(b"a,b,c\n", ABC, [], header=True, count=0, lines=[1]),
    "one row of numbers": Case(b"1,2,3\n", ("column_1", "column_2", "column_3"), [("1", "2", "3")], header=False),
    "rows without their empty end": Case(
        b"a,b,c,d\n1,2\n3,4\n5,6,7\n1,2\n5,4,3,2\n9,8\n", ("a", "b", "c", "d"), count=6, lines=[1]
    ),
    "a NUL": Case(b"a,b\n1,x\x00y\n2,z\n3,z\n\x004,u\n5,u\n", AB, types=("number", "category"), count=5, lines=[2, 5]),
}


def _rows(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


CASES |= {
    "colons": Case(_rows("name:uid:home", "root:0:/root", "bin:1:/bin", "adm:3:/var"), ("name", "uid", "home"), delimiter=":"),
    "times are no colons": Case(_rows("10:15:20", "11:20:30", "12:30:10"), ("column_1",), types=("date",), count=3),
    "carets": Case(_rows("id^city^value", "1^Rome^2.5", "2^Oslo^3.5"), ("id", "city", "value"), delimiter="^", count=2),
    "tildes, commas inside": Case(
        _rows("id~city, country~v", "1~Rome, Italy~2", "2~Oslo, Norway~3"), ("id", "city, country", "v"), delimiter="~"
    ),
    "tabs, commas inside": Case(
        _rows("id\tname\tval", "1\tSmith, Bob\t1,234", "2\tDoe, Eve\t2,345", "3\tRoe, Jim\t3,456"),
        ("id", "name", "val"),
        delimiter="\t",
        values={"val": [1234, 2345, 3456]},
    ),
    "pipes with spaces": Case(_rows("id | name", "1 | Bob", "2 | Eve"), ("id", "name"), delimiter="|", count=2),
    "commas with spaces": Case(
        _rows("39, State-gov, 77516, <=50K", "50, Self-emp, 83311, <=50K", "38, Private, 215646, >50K"), header=False, count=3
    ),
    "semicolon lists inside": Case(_rows("id,tags", "1,a;b;c", "2,d;e", "3,f;g;h"), ("id", "tags"), delimiter=",", count=3),
    "escaped delimiters": Case(
        _rows("id,name", "1,Smith\\, Bob", "2,Doe\\, Eve", "3,Foo"),
        ("id", "name"),
        [("1", "Smith, Bob"), ("2", "Doe, Eve"), ("3", "Foo")],
    ),
    "quotes around whole lines": Case(_rows('"a,b,c"', '"1,2,x"', '"3,4,y"', '"5,6,z"'), ABC, ROWS3),
    "quotes around whole lines, quotes inside": Case(
        _rows("a,b,c", '"1,""x, y"",3"', '"4,""z"",6"', '"7,""w"",9"'),
        ABC,
        [("1", "x, y", "3"), ("4", "z", "6"), ("7", "w", "9")],
    ),
    "lakhs and crores": Case(
        _rows("n;amount", "a;1,00,000", "b;12,34,567", "c;98,765", "d;3,45,678.50"),
        ("n", "amount"),
        values={"amount": [100000, 1234567, 98765, 345678.5]},
    ),
    "thousands with spaces": Case(
        _rows("n;amount", "a;1 234,50", "b;99 000,00", "c;5,10"), ("n", "amount"), values={"amount": [1234.5, 99000, 5.1]}
    ),
    "thousands with points": Case(
        _rows("city;n", "Berlin;3.645.000", "Ulm;126.329", "Bonn;327.258"),
        ("city", "n"),
        values={"n": [3645000, 126329, 327258]},
    ),
    "euros behind": Case(
        _rows("n;price", "a;1.234,50 €", "b;99,00 €", "c;5,10 €"), ("n", "price"), values={"price": [1234.5, 99, 5.1]}
    ),
    "percent and decimal comma": Case(
        _rows("n;share", "a;12,5 %", "b;50,0 %", "c;37,5 %"), ("n", "share"), values={"share": [12.5, 50, 37.5]}
    ),
    "powers of ten": Case(_rows("x,y", "1.5E-03,1", "2.5e+10,2", "3E5,3"), ("x", "y"), values={"x": [0.0015, 2.5e10, 3e5]}),
    "hexadecimal stays text": Case(_rows("addr,n", "0x1A,1", "0xFF,2", "0x00,3"), ("addr", "n"), types=("category", "number")),
    "infinities are named": Case(
        _rows("x,y", "1.5,1", "inf,2", "-inf,3", "2.5,4"), ("x", "y"), types=("number",) * 2, lines=[3, 4]
    ),
    "units below the header": Case(
        _rows("time,speed,mass", "s,m/s,kg", "0,1.5,2", "1,2.5,3", "2,3.5,4", "3,4.5,5"),
        ("time", "speed", "mass"),
        types=("number",) * 3,
        lines=[2],
        count=5,
    ),
    "a header over two lines": Case(
        _rows("Men,,Women,", "old,young,old,young", "1,2,3,4", "5,6,7,8", "9,8,7,6", "3,4,5,6"),
        types=("number",) * 4,
        lines=[2],
    ),
    "names and values before the table": Case(
        _rows("Station,Bern", "Altitude,553", "", "date,temp,rain", "2020-01-01,1.5,0", "2020-01-02,2.5,1", "2020-01-03,0.5,2"),
        ("date", "temp", "rain"),
        count=3,
    ),
    "a source below the table": Case(
        _rows("year,gdp,pop", "2001,5.5,3", "2002,6.5,4", "2003,7.5,5", "", "* provisional"),
        ("year", "gdp", "pop"),
        count=4,
        lines=[6],
    ),
    "a comment amid the rows": Case(_rows("# by x", "a,b,c", "1,2,x", "# remark", "3,4,y", "5,6,z"), ABC, ROWS3),
    "comments with semicolons": Case(_rows("; run 1", "; in 2020", "a,b,c", "1,2,x", "3,4,y", "5,6,z"), ABC, ROWS3),
    "yes and no in French": Case(_rows("a,ok", "1,oui", "2,non", "3,oui", "4,non"), types=("number", "yes/no")),
    "yes and no in Spanish": Case(_rows("a,ok", "1,sí", "2,no", "3,sí", "4,no"), types=("number", "yes/no")),
    "yes and no in Russian": Case(_rows("a,ok", "1,да", "2,нет", "3,да", "4,нет"), types=("number", "yes/no")),
    "true and false in German": Case(_rows("a,ok", "1,WAHR", "2,FALSCH", "3,WAHR", "4,FALSCH"), types=("number", "yes/no")),
    "months": Case(_rows("month,n", "2020-01,5", "2020-02,6", "2020-03,7"), types=("date", "number")),
    "halves of the day": Case(_rows("t,n", "01/31/2024 10:00 AM,1", "01/31/2024 11:30 PM,2"), types=("date", "number")),
    "moments with zones": Case(
        _rows("t,n", "2024-01-31T10:00:00.123+01:00,1", "2024-01-31T11:00:00.456+01:00,2"), types=("date", "number")
    ),
    "shift-jis": Case(
        "名前,都市,値\n田中,東京,1.5\n鈴木,大阪,2.5\n佐藤,名古屋,3.5\n".encode("shift_jis"),
        ("名前", "都市", "値"),
        encoding="shift_jis",
    ),
    "gbk": Case("姓名,城市,数值\n张伟,北京,1.5\n王芳,上海,2.5\n李娜,广州,3.5\n".encode("gbk"), ("姓名", "城市", "数值")),
    "mac-roman": Case(
        "name,n\nJosé,1\nMüller,2\nGarçon,3\n".encode("mac-roman"),
        ("name", "n"),
        [("José", "1"), ("Müller", "2"), ("Garçon", "3")],
    ),
    "DOS code page": Case(
        "name,n\nJosé,1\nMüller,2\nGarçon,3\n".encode("cp850"), ("name", "n"), [("José", "1"), ("Müller", "2"), ("Garçon", "3")]
    ),
    "utf-16 and tabs": Case("a\tb\n1\tx\n2\ty\n".encode("utf-16"), AB, [("1", "x"), ("2", "y")], delimiter="\t"),
    "JSON inside of cells": Case(
        _rows("id,meta", '1,"{""a"": 1, ""b"": 2}"', '2,"{""a"": 3, ""b"": 4}"'),
        ("id", "meta"),
        [("1", '{"a": 1, "b": 2}'), ("2", '{"a": 3, "b": 4}')],
    ),
    "an index from pandas": Case(
        _rows("Unnamed: 0,a,b", "0,1.5,x", "1,2.5,y", "2,3.5,x"), types=("identifier", "number", "category"), count=3
    ),
    "years behind names, a title before": Case(
        _rows(
            '"Source","Indicators",',
            "",
            '"Name","Code","2018","2019",',
            '"Aruba","ABW","105845","106314",',
            '"Angola","AGO","3","4",',
        ),
        ("Name", "Code", "2018", "2019"),
        header=True,
        count=2,
    ),
    "apostrophes are no quotes": Case(
        _rows("id,text", "1,it's ok", "2,that's 'fine'", "3,'quoted' word"),
        ("id", "text"),
        [("1", "it's ok"), ("2", "that's 'fine'"), ("3", "'quoted' word")],
    ),
    "returns twice": Case(b"a,b\r\r\n1,2\r\r\n3,4\r\r\n", AB, [("1", "2"), ("3", "4")]),
}
