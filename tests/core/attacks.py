"""A generated family of hostile pickles, and a child process that reads them under watch.

``python -m tests.core.attacks READER`` reads every attack with ``ours`` or (those that only run code) with ``plain``
pickle, and prints for each what happened: outcome, seconds, memory, and which audit events came up meanwhile.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import pickle
import resource
import struct
import sys
import time
from collections.abc import Callable, Iterator

from tests.core.public_attacks import public_attacks

PROTO = b"\x80\x04"
WATCHED = ("import", "exec", "compile", "open", "os.", "subprocess.", "ctypes.", "socket.", "object.__setattr__", "pickle.")


def text(value: str) -> bytes:
    data = value.encode()
    return b"\x8c" + bytes([len(data)]) + data if len(data) < 256 else b"X" + struct.pack("<I", len(data)) + data


def blob(value: bytes) -> bytes:
    return b"B" + struct.pack("<I", len(value)) + value


def line(module: str, name: str) -> bytes:
    return f"c{module}\n{name}\n".encode()


def stacked(module: str, name: str) -> bytes:
    return text(module) + text(name) + b"\x93"


def items(*values: bytes) -> bytes:
    return b"(" + b"".join(values) + b"t"


CALLS: dict[str, tuple[str, str, bytes]] = {
    "os.system": ("os", "system", text("exit 0")),
    "posix.system": ("posix", "system", text("exit 0")),
    "eval": ("builtins", "eval", text("1+1")),
    "exec": ("builtins", "exec", text("a=1")),
    "compile": ("builtins", "compile", text("1") + text("f") + text("eval")),
    "__import__": ("builtins", "__import__", text("colorsys")),
    "import_module": ("importlib", "import_module", text("chunk")),
    "open": ("builtins", "open", text("/dev/null")),
    "Popen": ("subprocess", "Popen", b"]" + text("true") + b"a"),
    "getoutput": ("subprocess", "getoutput", text("true")),
    "CDLL": ("ctypes", "CDLL", b"N"),
    "socket": ("socket", "socket", b""),
    "run_path": ("runpy", "run_path", text("/dev/null")),
    "timeit": ("timeit", "timeit", text("1") + text("1") + b"N" + b"K\x01"),
    "cProfile": ("cProfile", "run", text("1")),
    "code": ("code", "interact", text("x")),
    "marshal": ("marshal", "loads", blob(b"N")),
    "nested": ("pickle", "loads", blob(b"cos\nsystem\n(S'exit 0'\ntR.")),
    "_loads": ("_pickle", "loads", blob(b"N.")),
    "getattr": ("builtins", "getattr", stacked("os", "path") + text("join")),
    "setattr": ("builtins", "setattr", stacked("string", "Template") + text("touched") + b"K\x01"),
    "attrgetter": ("operator", "attrgetter", text("__class__")),
    "methodcaller": ("operator", "methodcaller", text("system") + text("exit 0")),
    "partial": ("functools", "partial", stacked("os", "system") + text("exit 0")),
    "map": ("builtins", "map", stacked("os", "system") + b"]" + text("exit 0") + b"a"),
    "numpy.load": ("numpy", "load", text("/dev/null")),
    "numpy.fromfile": ("numpy", "fromfile", text("/dev/null")),
    "numpy.seterr": ("numpy", "seterr", text("ignore")),
    "numpy.memmap": ("numpy", "memmap", text("/dev/null")),
    "printoptions": ("numpy._core.arrayprint", "set_printoptions", b"K\x03"),
    "runstring": ("numpy.testing._private.utils", "runstring", text("a=1") + b"}"),
}
WAYS: dict[str, Callable[[str, str, bytes], bytes]] = {
    "GLOBAL REDUCE": lambda module, name, given: PROTO + line(module, name) + items(given) + b"R.",
    "STACK_GLOBAL REDUCE": lambda module, name, given: PROTO + stacked(module, name) + items(given) + b"R.",
    "INST": lambda module, name, given: b"(" + given + f"i{module}\n{name}\n.".encode(),
    "OBJ": lambda module, name, given: PROTO + b"(" + line(module, name) + given + b"o.",
    "NEWOBJ": lambda module, name, given: PROTO + line(module, name) + items(given) + b"\x81.",
    "NEWOBJ_EX": lambda module, name, given: PROTO + line(module, name) + items(given) + b"}\x92.",
    "memo": lambda module, name, given: PROTO + line(module, name) + b"q\xc80h\xc8" + items(given) + b"R.",
    "in a dict": lambda module, name, given: PROTO + b"}" + text("a") + line(module, name) + items(given) + b"Rs.",
    "dropped": lambda module, name, given: PROTO + line(module, name) + items(given) + b"R0N.",
    "sealed": lambda module, name, given: sealed(line(module, name) + items(given) + b"R."),
}


def sealed(stream: bytes) -> bytes:
    """``stream`` as a data file of ours with a checksum that fits."""
    from nndesigner.core.datapickle import HEADER, SEAL

    whole = HEADER + stream
    return whole + SEAL + hashlib.sha256(whole).digest()


def code_attacks() -> Iterator[tuple[str, bytes]]:
    """Every way to call, with every function worth calling."""
    for (way, make), (name, call) in itertools.product(WAYS.items(), CALLS.items()):
        yield f"{way} {name}", make(*call)


DTYPE = stacked("numpy", "dtype") + text("f4") + b"\x89\x88\x87R"
NDARRAY = stacked("numpy", "ndarray")
SHELL = stacked("numpy._core.multiarray", "_reconstruct") + items(NDARRAY, b"K\x00\x85", blob(b"b")) + b"R"
BIG = b"\x8a\x05\x00\x00\x00\x00\x40"


def state(shape: bytes, dtype: bytes = DTYPE, data: bytes = blob(b"1234"), fortran: bytes = b"\x89") -> bytes:
    return PROTO + SHELL + items(b"K\x01", shape, dtype, fortran, data) + b"b."


def array(dtype: bytes = text("<f4"), shape: bytes = b"K\x01\x85", data: bytes = blob(b"1234")) -> bytes:
    return sealed(b"}(" + text("dtype") + dtype + text("shape") + shape + text("data") + data + b"u.")


NUMPY: dict[str, bytes] = {
    "object array state": state(b"K\x01\x85", stacked("numpy", "dtype") + text("O8") + b"\x89\x88\x87R"),
    "void dtype": PROTO + stacked("numpy", "dtype") + text("V8") + b"\x89\x88\x87R.",
    "string dtype": PROTO + stacked("numpy", "dtype") + text("U1000000000") + b"\x89\x88\x87R.",
    "comma dtype": PROTO + stacked("numpy", "dtype") + text("f4,O") + b"\x89\x88\x87R.",
    "dtype from a type": PROTO + stacked("numpy", "dtype") + items(stacked("builtins", "object")) + b"R.",
    "dtype left over": PROTO + DTYPE + b".",
    "dtype with fields": PROTO
    + DTYPE
    + items(b"K\x03", text("|"), b"N", text("a") + b"\x85", b"}", b"K\x08K\x01K\x1b")
    + b"b.",
    "dtype metadata": PROTO + DTYPE + items(b"K\x04", text("<"), b"NNN", b"K\x08K\x01K\x00", b"}") + b"b.",
    "dtype state twice wrong": PROTO + DTYPE + b"}b.",
    "reconstruct another class": PROTO
    + stacked("numpy._core.multiarray", "_reconstruct")
    + items(stacked("numpy", "memmap"), b"K\x00\x85", blob(b"b"))
    + b"R.",
    "reconstruct never filled": PROTO + SHELL + b".",
    "reconstruct as dict key": PROTO + b"}" + SHELL + b"Ns.",
    "filled twice": state(b"K\x01\x85")[:-1] + items(b"K\x01", b"K\x01\x85", DTYPE, b"\x89", blob(b"1234")) + b"b.",
    "state with a dict": PROTO + SHELL + b"}" + text("__class__") + b"Nsb.",
    "state with slots": PROTO + SHELL + b"N}" + text("data") + b"Ns\x86b.",
    "state of text": PROTO + text("x") + b"}b.",
    "state of a global": PROTO + NDARRAY + b"}" + text("x") + b"Nsb.",
    "negative shape": state(b"J\xff\xff\xff\xff\x85"),
    "huge shape": state(BIG + b"\x85"),
    "overflowing shape": state(BIG + BIG + BIG + b"\x87"),
    "huge shape of nothing": state(b"\x8a\x0a" + b"\xff" * 9 + b"\x00K\x00\x86", data=blob(b"")),
    "short data": state(b"K\x02\x85"),
    "data of objects": state(b"K\x01\x85", data=b"]Na"),
    "text as data": state(b"K\x01\x85", data=text("1234")),
    "nine dimensions": state(b"(" + b"K\x01" * 9 + b"t"),
    "shape of floats": state(b"G" + struct.pack(">d", 1.0) + b"\x85"),
    "shape of booleans": state(b"\x88\x85"),
    "scalar of the wrong size": PROTO + stacked("numpy._core.multiarray", "scalar") + DTYPE + blob(b"12345") + b"\x86R.",
    "scalar of an object": PROTO + stacked("numpy._core.multiarray", "scalar") + DTYPE + b"N\x86R.",
    "frombuffer of text": PROTO
    + stacked("numpy._core.numeric", "_frombuffer")
    + items(text("1"), DTYPE, b")", text("C"))
    + b"R.",
    "frombuffer too large": PROTO
    + stacked("numpy._core.numeric", "_frombuffer")
    + items(blob(b"1234"), DTYPE, BIG + b"\x85", text("C"))
    + b"R.",
    "frombuffer odd order": PROTO
    + stacked("numpy._core.numeric", "_frombuffer")
    + items(blob(b"1234"), DTYPE, b"K\x01\x85", text("K"))
    + b"R.",
    "codec that unpacks": PROTO + stacked("_codecs", "encode") + text("x") + text("zlib") + b"\x86R.",
    "decode": PROTO + stacked("_codecs", "decode") + blob(b"x") + text("rot13") + b"\x86R.",
    "bytes of a size": PROTO + stacked("builtins", "bytes") + BIG + b"\x85R.",
    "bytearray of a size": PROTO + stacked("builtins", "bytearray") + BIG + b"\x85R.",
    "dotted name": PROTO + stacked("numpy", "ndarray.__class__") + b".",
    "named dunder": PROTO + stacked("numpy.core.multiarray", "__builtins__") + b".",
    "name of a number": PROTO + b"K\x01K\x01\x93.",
    "name of a list": PROTO + b"]]\x93.",
    "array called": PROTO + SHELL + b")R.",
    "number called": PROTO + b"K\x01)R.",
    "our object array": array(text("|O8")),
    "our long double": array(text("<f16"), data=blob(bytes(16))),
    "our shape a list": array(shape=b"]K\x01a"),
    "our shape too large": array(shape=BIG + b"\x85"),
    "our shape overflows": array(shape=BIG + BIG + BIG + b"\x87"),
    "our shape negative": array(shape=b"J\xff\xff\xff\xffJ\xff\xff\xff\xff\x86"),
    "our shape nine": array(shape=b"(" + b"K\x01" * 9 + b"t"),
    "our data short": array(data=blob(b"123")),
    "our data long": array(data=blob(b"12345")),
    "our dtype a number": array(b"K\x04"),
    "our yes and no": array(text("|b1"), data=blob(b"\x02")),
}


def doubled(start: bytes, step: bytes, times: int) -> bytes:
    """``step`` again and again, each time on two references to what came before."""
    return (
        PROTO + start + b"".join(b"q%c" % number + b"0" + step.replace(b"@", b"h%c" % number) for number in range(times)) + b"."
    )


def colliding(count: int) -> bytes:
    modulus = sys.hash_info.modulus
    keys = (number * modulus for number in range(1, count))
    return PROTO + b"}(" + b"".join(pickle.dumps(key, 2)[2:-1] + b"N" for key in keys) + b"u."


MEGABYTE = b"x" * (1 << 20)
PARTS: dict[str, Callable[[], bytes]] = {
    "laughing lists": lambda: doubled(b"](K\x01K\x02e", b"](@@@@@@@@@@e", 60),
    "laughing tuples": lambda: doubled(b")", b"(@@@@@@@@@@t", 200),
    "laughing dicts": lambda: doubled(b"}", b"}(" + text("a") + b"@" + text("b") + b"@u", 60),
    "one text in many lists": lambda: doubled(text("x" * 200), b"](" + b"@" * 250 + b"e", 4),
    "one blob, many arrays": lambda: (
        PROTO
        + blob(MEGABYTE)
        + b"q\x000]("
        + (b"}(" + text("dtype") + text("|u1") + text("shape") + b"J\x00\x00\x10\x00\x85" + text("data") + b"h\x00u") * 10_000
        + b"e."
    ),
    "one text, encoded often": lambda: (
        PROTO
        + b"X"
        + struct.pack("<I", len(MEGABYTE))
        + MEGABYTE
        + b"q\x000]("
        + (stacked("_codecs", "encode") + b"h\x00" + text("latin1") + b"\x86R") * 20_000
        + b"e."
    ),
    "one blob, framed often": lambda: (
        PROTO
        + blob(MEGABYTE)
        + b"q\x000]("
        + (
            stacked("numpy._core.numeric", "_frombuffer")
            + items(
                b"h\x00",
                stacked("numpy", "dtype") + text("u1") + b"\x89\x88\x87R",
                b"J\x00\x00\x10\x00\x85",
                text("C"),
            )
            + b"R"
        )
        * 10_000
        + b"e."
    ),
    "list in itself": lambda: PROTO + b"]q\x00h\x00a.",
    "dict in itself": lambda: PROTO + b"}q\x00" + text("a") + b"h\x00s.",
    "tuple in itself": lambda: PROTO + b"]q\x00h\x00\x85a.",
    "deep lists": lambda: PROTO + b"]" * 2_000_000 + b"a" * 1_999_999 + b".",
    "deep tuples": lambda: PROTO + b")" + b"\x85" * 2_000_000 + b".",
    "deep by 65": lambda: PROTO + b")" + b"\x85" * 65 + b".",
    "many values": lambda: PROTO + b"](" + b"N" * 500_001 + b"e.",
    "many empty lists": lambda: PROTO + b"](" + b"]" * 2_500_000 + b"e.",
    "many instructions": lambda: PROTO + b"N0" * 30_000_000 + b"N.",
    "many marks": lambda: PROTO + b"(" * 10_000_000 + b".",
    "many memo entries": lambda: PROTO + b"N" + b"\x94" * 20_000_000 + b".",
    "colliding keys": lambda: colliding(60_000),
    "endless protocols": lambda: PROTO * 10_000_000 + b"N.",
    "memo far away": lambda: PROTO + b"Nr\xff\xff\xff\xff.",
    "memo by text far away": lambda: b"Np999999999999999999999\n0g999999999999999999998\n.",
    "memo missing": lambda: PROTO + b"h\x07.",
    "memo of nothing": lambda: PROTO + b"\x94.",
    "bytes of 2^63": lambda: PROTO + b"\x8e" + b"\xff" * 7 + b"\x7fx.",
    "bytes of 2^31": lambda: PROTO + b"B\xff\xff\xff\x7fx.",
    "bytearray of 2^40": lambda: b"\x80\x05\x96" + struct.pack("<Q", 1 << 40) + b"x.",
    "text of 2^62": lambda: PROTO + b"\x8d" + struct.pack("<Q", 1 << 62) + b"x.",
    "frame of 2^60": lambda: PROTO + b"\x95" + struct.pack("<Q", 1 << 60) + b"N.",
    "negative integer size": lambda: PROTO + b"\x8b\xff\xff\xff\xff.",
    "huge integer": lambda: PROTO + b"\x8b" + struct.pack("<i", 1 << 20) + b"\x7f" * (1 << 20) + b".",
    "huge integer in digits": lambda: b"I" + b"9" * 1_000_000 + b"\n.",
    "huge long in digits": lambda: b"L" + b"9" * 4000 + b"L\n.",
    "long float": lambda: b"F" + b"1" * 1_000_000 + b"\n.",
    "float of words": lambda: b"Fimport os\n.",
    "integer of words": lambda: b"I__import__('os')\n.",
    "line without end": lambda: b"V" + MEGABYTE * 10,
    "global without end": lambda: b"c" + MEGABYTE * 10,
    "global of a long line": lambda: b"c" + MEGABYTE + b"\nx\n.",
    "string to evaluate": lambda: b"S'\\x41' + __import__('os').name\n.",
    "persistent id": lambda: b"Pevil\n.",
    "persistent object": lambda: PROTO + b"NQ.",
    "extension 1": lambda: PROTO + b"\x82\x01.",
    "extension 2": lambda: PROTO + b"\x83\x01\x01.",
    "extension 4": lambda: PROTO + b"\x84\x01\x01\x01\x01.",
    "next buffer": lambda: b"\x80\x05\x97.",
    "readonly buffer": lambda: b"\x80\x05N\x98.",
    "set": lambda: PROTO + b"\x8f(K\x01\x90.",
    "frozenset": lambda: PROTO + b"(K\x01\x91.",
    "protocol 255": lambda: b"\x80\xffN.",
    "unhashable key": lambda: PROTO + b"}]Ns.",
    "tuple key": lambda: PROTO + b"})Ns.",
    "float key": lambda: PROTO + b"}G" + struct.pack(">d", float("nan")) + b"Ns.",
    "truth as key": lambda: PROTO + b"}\x88Ns.",
    "key twice": lambda: PROTO + b"}(" + text("a") + b"N" + text("a") + b"Nu.",
    "odd items": lambda: PROTO + b"}(" + text("a") + b"u.",
    "append to a tuple": lambda: PROTO + b")Na.",
    "append to text": lambda: PROTO + text("a") + b"Na.",
    "set item of a list": lambda: PROTO + b"]" + text("a") + b"Ns.",
    "pop from nothing": lambda: PROTO + b"0N.",
    "pop through a mark": lambda: PROTO + b"N(0.",
    "tuple through a mark": lambda: PROTO + b"NN(N\x87.",
    "tuple without a mark": lambda: PROTO + b"Nt.",
    "open mark": lambda: PROTO + b"(N.",
    "two values": lambda: PROTO + b"NN.",
    "no value": lambda: PROTO + b".",
    "no stop": lambda: PROTO + b"N",
    "two stops": lambda: PROTO + b"N..",
    "more after the stop": lambda: PROTO + b"N." + line("os", "system"),
    "two pickles": lambda: PROTO + b"N." + PROTO + b"N.",
    "broken UTF-8": lambda: PROTO + b"\x8c\x02\xff\xfe.",
    "nothing": lambda: b"",
    "a zip": lambda: b"PK\x03\x04" + bytes(100),
    "an npy file": lambda: b"\x93NUMPY\x01\x00" + bytes(100),
    "text": lambda: b"a,b\n1,2\n",
    "header alone": lambda: sealed(b"N.")[:37],
    "wrong seal": lambda: sealed(b"N.")[:-1] + b"?",
    "two seals": lambda: sealed(sealed(b"N.")[2:]),
    "seal moved": lambda: sealed(b"N.").replace(b"N.", b"N. "),
}


def all_attacks() -> dict[str, Callable[[], bytes]]:
    """Every attack by name; large ones are made when they are needed."""
    made = dict(code_attacks()) | {f"numpy: {name}": data for name, data in NUMPY.items()}
    return {name: (lambda data=data: data) for name, data in made.items()} | PARTS | dict(public_attacks())


def watch(reader: Callable[[bytes], object], attacks: dict[str, Callable[[], bytes]]) -> dict[str, dict[str, object]]:
    """Read each attack; return by name what came of it."""
    from nndesigner.core.errors import FileError

    seen: list[str] | None = None

    def hook(event: str, _: object) -> None:
        if seen is not None and event.startswith(WATCHED):
            seen.append(event)

    sys.addaudithook(hook)
    report: dict[str, dict[str, object]] = {}
    for name, make in attacks.items():
        data = make()
        before, start, events = peak(), time.perf_counter(), []
        seen = events
        try:
            value = reader(data)
            outcome = f"a {type(value).__name__}"
        except FileError as error:
            outcome = f"FileError: {error}"
        except BaseException as error:
            outcome = type(error).__name__
        seen = None
        seconds = time.perf_counter() - start
        report[name] = {"outcome": outcome, "seconds": seconds, "bytes": peak() - before, "size": len(data), "events": events}
    return report


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(reader: str) -> None:
    from nndesigner.core.datapickle import dumps, loads

    if reader == "ours":
        loads(dumps({"warm": 1}))
        report = watch(loads, all_attacks())
    else:
        sys.stdin = io.StringIO()
        report = watch(pickle.loads, {name: (lambda data=data: data) for name, data in code_attacks()})
    print(f"\n{json.dumps(report)}")


if __name__ == "__main__":
    main(sys.argv[1])
