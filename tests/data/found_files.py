"""Kinds of oddity met in files of other programs' own tests and of public offices: one kind a file, shortened."""

from __future__ import annotations

import bz2
import io
import lzma
import zipfile

from tests.data.odd_files import AB, ABC, PLAIN, ROWS3, Case, lines_of


def packed(**files: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


NAMES = ("name", "job", "age", "born")
PEOPLE = "Ann,actor,69,1947-01-08\nBob,baker,60,1956-10-21\nCid,actor,90,1926-10-18\nDora,baker,61,1955-05-17\n"

FOUND: dict[str, Case] = {
    "a header repeated by constant columns": Case(
        lines_of("a,b,c\n1,b,c\n2,b,c\n3,b,c\n"), ABC, types=("number", "category", "category"), header=True, count=3
    ),
    "titles spread over the cells": Case(
        lines_of("Lots of people,,,\nlike titles,,,notes\nat,the,,top\nname,job,age,born\n" + PEOPLE),
        NAMES,
        types=("text", "category", "number", "date"),
        count=4,
    ),
    "notes spread over the cells below": Case(
        lines_of("name,job,age,born\n" + PEOPLE + "Some,,,\n,also like notes,,\n,,at the,bottom\n"),
        NAMES,
        types=("text", "category", "number", "date"),
        lines=[6, 7, 8],
    ),
    "a note of one cell below": Case(
        lines_of('a,b,c\n1,2,3\n4,5,6\n7,8,9\n"Note: people may be counted twice",,\n'), ABC, types=("number",) * 3, lines=[5]
    ),
    "a line, a comment and a word at the end": Case(
        lines_of("# by me\na,b,c\n1,2,3\n4,5,6\n7,8,9\nx,,\n---,---,---\n# the end\n"), ABC, count=4, lines=[6, 7]
    ),
    "a list with asterisks": Case(lines_of("Changes\n * one thing\n * another one\n * and a third\n"), count=3),
    "missing numbers at the end are no note": Case(lines_of("k,l,a\nx,u,1\ny,v,3\nz,w,\n"), ("k", "l", "a"), count=3),
    "Orange's types and roles": Case(
        lines_of("size\tkind\tcolour\nc\td\tred green\n\tclass\tmeta\n1.5\ta\tred\n2.5\tb\tgreen\n3.5\ta\tred\n"),
        ("size", "kind", "colour"),
        types=("number", "category", "category"),
        lines=[2, 3],
    ),
    "Orange's roles, cut short": Case(
        lines_of("a\tb\tc\nd\td\td\nclass\nA\t2\t2\nA\t2\t2\nB\t1\t1\n"), ABC, lines=[2, 3], count=5
    ),
    "units in brackets above one row": Case(
        lines_of("name,weight\n(at birth),(in grams)\nx,0.9\n"), ("name", "weight"), types=("text", "number"), lines=[2]
    ),
    "single quotes around the names alone": Case(
        lines_of("'x y'\t'z'\n1\t2\n3\t4\n"), ("x y", "z"), [("1", "2"), ("3", "4")]
    ),
    "days among moments": Case(
        lines_of("t,n\n1920-01-01,1\n1948-01-01T14:57:13,2\n1971-01-01 04:14,3\n"), ("t", "n"), types=("date", "number")
    ),
    "midnight written as 24:00": Case(lines_of("t,n\n22:00,1\n23:00,2\n24:00,3\n"), ("t", "n"), types=("date", "number")),
    "moments as C writes them": Case(
        lines_of("t,n\nWed Sep 20 09:48:36 1995,1\nThu Sep 21 09:48:36 1995,2\n"), ("t", "n"), types=("date", "number")
    ),
    "months in French": Case(lines_of("t;n\n3 mai 2020;1\n15 août 2020;2\n"), ("t", "n"), types=("date", "number")),
    "days without marks": Case(
        lines_of("date,n\n20200131,1\n20200201,2\n20201231,3\n"), ("date", "n"), types=("date", "number")
    ),
    "numbers that are no days": Case(
        lines_of("sold,n\n20200131,1\n20200201,2\n20209931,3\n"), ("sold", "n"), types=("number", "number")
    ),
    "days that could be months": Case(
        lines_of("d,n\n01/02/2020,1\n03/04/2020,2\n05/06/2020,3\n"), ("d", "n"), types=("date", "number"), lines=[2]
    ),
    "a country that is no no": Case(lines_of("state,n\nNE,1\nNE,2\nNE,3\n"), ("state", "n"), types=("category", "number")),
    "words that end like hexadecimal digits": Case(
        lines_of("city,n\nRome,1\nSeattle,2\nMilford,3\n"), ("city", "n"), types=("category", "number")
    ),
    "two bars": Case(
        lines_of("a||b||c\n1||2||x\n3||||y\n5||6||z\n"), ABC, [("1", "2", "x"), ("3", "", "y"), ("5", "6", "z")], delimiter="||"
    ),
    "two colons, colons and bars inside": Case(
        lines_of("1::Toy Story: x (1995)::Animation|Fun\n2::Heat (1995)::Action\n3::A (1995)::B|C\n4::E::F\n5::G::H\n"),
        header=False, delimiter="::", count=5,
    ),
    "a delimiter of three characters, quoted too": Case(
        lines_of('a~|~b~|~c\n1~|~"x~|~y"~|~2\n3~|~z~|~4\n'), ABC, [("1", "x~|~y", "2"), ("3", "z", "4")], delimiter="~|~"
    ),
    "asterisks": Case(lines_of("a*b*c\n1*2*x\n3*4*y\n5*6*z\n"), ABC, ROWS3, delimiter="*"),
    "asterisks as footnotes": Case(lines_of("name,note\nx,**\ny,***\nz,*\nu,*\n"), ("name", "note"), delimiter=",", count=4),
    "Hive's delimiter": Case(lines_of("a\x01b\x01c\n1\x012\x01x\n3\x014\x01y\n5\x016\x01z\n"), ABC, ROWS3, delimiter="\x01"),
    "empty cells are no longer delimiter": Case(lines_of("a|b|c\n1|2|\n|3|\n5||6\n"), ABC, delimiter="|", count=3),
    "missing values of databases and offices": Case(
        lines_of("a\tb\n1\t\\N\n..\t2\n3\t#NUM!\n(null)\t4\n"), AB, types=("number", "number"), count=4
    ),
    "one cell too few": Case(lines_of("a,b\n1,2\n3\n5,6\n"), AB, lines=[3]),
    "bzip2": Case(bz2.compress(PLAIN.encode()), ABC, ROWS3),
    "xz": Case(lzma.compress(PLAIN.encode()), ABC, ROWS3),
    "a table in a ZIP archive": Case(packed(**{"a.csv": PLAIN, "LICENSE": "x", "__MACOSX/a.csv": "y"}), ABC, ROWS3),
}  # fmt: skip
