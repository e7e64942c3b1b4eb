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
    "units and further names on two lines": Case(
        lines_of('"T","N","A"\n"TS","RN","%"\n"","","Avg"\n' + "".join(f'"2012-05-03 1{i}:40",{i},4{i}.5\n' for i in range(4))),
        ("T", "N", "A"), types=("date", "number", "number"), lines=[2, 3], count=6,
    ),
    "years above names that repeat": Case(
        lines_of(",2019,,2020,\nRegion,Sales,Cost,Sales,Cost\nN,10,5,11,6\nS,20,15,21,16\nE,30,25,31,26\nW,30,25,31,26\nM,3,2,1,6\n"),
        ("Region", "Sales", "Cost", "Sales_2", "Cost_2"), lines=[2], count=5,
    ),
    "years unevenly spaced, below no name": Case(
        lines_of(";1985;1993;2000;2005\nx;1;2;3;4\ny;5;6;7;8\nz;9;1;1;2\n"), ("column_1", "1985", "1993", "2000", "2005")
    ),
    "thousands with points, no decimals": Case(
        lines_of("k;n\na;379\nb;1\nc;1.613\nd;864\ne;1.142\nf;12.459\n"), ("k", "n"),
        values={"n": [379, 1, 1613, 864, 1142, 12459]},
    ),
    "three decimals, no thousands": Case(
        lines_of("k;n\na;1.613\nb;2.142\nc;12.459\nd;7.5\ne;3\n"), ("k", "n"), values={"n": [1.613, 2.142, 12.459, 7.5, 3]}
    ),
    "keys and values above few rows": Case(
        lines_of("IBAN;DE89\nName;Giro\nBank;X\nKunde;Y\nZeit;Mai\n\nTag;Art;Zweck;Betrag\n01.12.2025;A;B;-45,20\n28.11.2025;C;D;2.500,00\n"),
        ("Tag", "Art", "Zweck", "Betrag"), values={"Betrag": [-45.2, 2500]}, count=2, lines=[7],
    ),
    "bars at both ends": Case(
        lines_of("+---+---+\n| a | b |\n+---+---+\n| 1 | x |\n| 2 | y |\n+---+---+\n2 rows in set\n"), AB, count=3, lines=[6, 7]
    ),
    "quarters": Case(lines_of("q,n\n2019Q1,1.5\n2019Q2,1.7\n2019Q3,1.9\n"), ("q", "n"), types=("date", "number")),
    "Excel's months": Case(lines_of("m,n\nJan-49,112\nFeb-49,118\nMar-49,132\n"), ("m", "n"), types=("date", "number")),
    "Fortran's exponents": Case(
        lines_of("x,y\n1.0D+05,a\n2.5D+03,b\n3.1D-02,c\n"), ("x", "y"), values={"x": [1e5, 2500, 0.031]}
    ),
    "numbers that may mean missing": Case(
        lines_of("t,v\n1,3.5\n2,-999\n3,4.5\n4,-999\n5,2.5\n"), ("t", "v"), types=("number", "number"), lines=[2]
    ),
    "one number far from the others": Case(lines_of("t,v\n1,3.5\n2,999\n3,4.5\n4,1\n5,2.5\n"), ("t", "v")),
    "units above two rows": Case(lines_of("k\tn\tm\n11S\tN\tN\nx\t1\t1\ny\t3\t8\n"), ("k", "n", "m"), lines=[2]),
    "another table below": Case(
        lines_of("# x\nPage,Views,Time\na,1,2\nb,3,4\nc,5,6\nd,7,8\n\nDay,Views\n1,100\n2,120\n3,90\n"),
        ("Page", "Views", "Time"), count=8, lines=[8, 8, 9, 10, 11],
    ),
    "columns at fixed places": Case(
        lines_of(
            "              mpg cyl  disp\nMazda RX4    21.0   6 160.0\nMazda RX Wag 21.0   6      \n"
            "Datsun 710   22.8   4 108.0\nHornet       21.4   6 258.0\n"
        ),
        ("column_1", "mpg", "cyl", "disp"),
        [("Mazda RX4", "21.0", "6", "160.0"), ("Mazda RX Wag", "21.0", "6", ""), ("Datsun 710", "22.8", "4", "108.0"),
         ("Hornet", "21.4", "6", "258.0")],
    ),
    "columns at fixed places, titles above": Case(
        lines_of(
            "Results of a run that took very long\n\nname        n     x\n------------------\na b         1   1.5\n"
            "c           2\nd e f      30  22.5\ng h       400   3.5\n"
        ),
        ("name", "n", "x"), types=("text", "number", "number"), count=4,
    ),
    "columns that touch are not told apart": Case(
        lines_of("A   11234   5  x y\nB  2 1234   6  z\nC 33 1234   7  u v w\nDD4444444  88  p\n"), delimiter=" ", lines=[3, 4]
    ),
    "a cross table of numbers": Case(
        lines_of('"","0","1","2"\n"0",27,29,10\n"1",59,53,14\n"2",28,32,14\n'), ("column_1", "0", "1", "2"), header=True
    ),
    "names alone, the first one empty": Case(lines_of('"","a","b"\n'), ("column_1", "a", "b"), header=True, count=0, lines=[1]),
    "a column that begins with a gap": Case(lines_of(",1,5\n2,3,4\n7,6,9\n8,8,8\n"), header=False, count=4),
    "names between spaces above tabs": Case(lines_of("a b\n1\t7\n3\t4\n4\t2\n"), AB, delimiter="\t", header=True, count=3),
    "degrees": Case(lines_of("k\tt\na\t48.86°\nb\t-3.5 °C\n"), ("k", "t"), values={"t": [48.86, -3.5]}),
    "dashes for minus signs": Case(
        lines_of("a,b\n1,2.5\n2,–4.5\n3,–0.25\n4,–\n"), AB, types=("number", "number"), values={"a": [1, 2, 3, 4]}
    ),
    "a long number among fractions": Case(
        lines_of("a\n101.104616565445\n1000000000000005632\n10708460.9293938\n"), ("a",), types=("number",)
    ),
    "a page of prose above numbers": Case(
        lines_of("NIST StRD\n" + "a line of some words\n" * 12 + "B0   -0.26\n" + "and one more line\n" * 12
                 + "".join(f"{i}.5   {i * 2}.25\n" for i in range(20))),
        header=False, delimiter=" ", count=20, lines=[27],
    ),
    "units in brackets above one row": Case(
        lines_of("name,weight\n(at birth),(in grams)\nx,0.9\n"), ("name", "weight"), types=("text", "number"), lines=[2]
    ),
    "single quotes around the names alone": Case(
        lines_of("'x y'\t'z'\n" + "1\t2\n" * 9), ("x y", "z"), types=("number", "number"), count=9
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
    "every cell quoted": Case(lines_of('"a";"b";"c"\n"1";"2";"x"\n"3";"4";""\n"5";"6";"z"\n'), ABC, delimiter=";", count=3),
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
