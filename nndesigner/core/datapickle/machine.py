"""The stack machine that reads a pickle: an allow-list of opcodes, nothing imported, nothing called by name.

Lists and tuples are built as they are, dicts as :class:`Pairs`, arrays as :class:`Array`, globals stay symbols
(:mod:`.foreign`); :class:`~.tree.Unpacker` turns the result into a tree. Steps are bounded; each step keeps at most one
new value, so memory is bounded by the steps and the size of the stream. Opcodes: CPython ``Lib/pickletools.py``.
"""

from __future__ import annotations

import struct
from codecs import raw_unicode_escape_decode  # bytes.decode would import the codec
from collections.abc import Callable
from typing import Any, NoReturn

from nndesigner.core.datapickle import foreign
from nndesigner.core.datapickle.tree import MAX_INTEGER_BYTES, MAX_STEPS, Pairs, Refusal, check_integer
from nndesigner.core.text import tr

MAX_DIGITS = 700
_STOP = ord(".")
_REFUSED = {
    "i": "INST", "o": "OBJ", "\x81": "NEWOBJ", "\x92": "NEWOBJ_EX", "P": "PERSID", "Q": "BINPERSID",
    "\x82": "EXT1", "\x83": "EXT2", "\x84": "EXT4", "\x97": "NEXT_BUFFER", "\x98": "READONLY_BUFFER",
}  # fmt: skip


def run(data: bytes, end: int) -> Any:
    """Return what the pickle in ``data[:end]`` builds, as plain values and symbols. Raises Refusal."""
    machine = _Machine(data, end)
    try:
        machine.run()
    except (ValueError, OverflowError, struct.error):  # UnicodeDecodeError is a ValueError
        machine.refuse_damaged()
    return machine.result()


class _Machine:
    def __init__(self, data: bytes, end: int) -> None:
        self._data = data
        self._view = memoryview(data)
        self._end = end
        self._position = 0
        self._stack: list[Any] = []
        self._marks: list[int] = []
        self._memo: dict[int, Any] = {}
        self._budget = foreign.Budget(end)

    def run(self) -> None:
        data, end, actions = self._data, self._end, _ACTIONS
        for _ in range(MAX_STEPS):
            if self._position >= end:
                raise Refusal(tr("it ends too early"))
            opcode = data[self._position]
            self._position += 1
            if opcode == _STOP:
                return
            action = actions.get(opcode)
            if action is None:
                self._refuse_opcode(opcode)
            action(self)
        raise Refusal(tr("it has more than {count:,} pickle instructions", count=MAX_STEPS))

    def result(self) -> Any:
        if self._position != self._end:
            raise Refusal(tr("something follows the end of its pickle"))
        if len(self._stack) != 1 or self._marks:
            self.refuse_damaged()
        return self._stack[0]

    def refuse_damaged(self) -> NoReturn:
        raise Refusal(tr("it is not a pickle of plain data, or damaged at byte {position}", position=self._position))

    def _refuse_opcode(self, opcode: int) -> NoReturn:
        name = _REFUSED.get(chr(opcode))
        self._position -= 1
        if name is None or self._position == 0:  # other kinds of files begin with any byte
            self.refuse_damaged()
        raise Refusal(tr("it has the pickle instruction {name}, which could run a program", name=name))

    # reading

    def take(self, count: int) -> memoryview:
        start, stop = self._position, self._position + count
        if stop > self._end:
            raise Refusal(tr("it ends too early"))
        self._position = stop
        return self._view[start:stop]

    def number(self, layout: struct.Struct) -> Any:
        return layout.unpack(self.take(layout.size))[0]

    def line(self, limit: int | None = None) -> bytes:
        stop = self._data.find(b"\n", self._position, self._end)
        if stop < 0 or (limit is not None and stop - self._position > limit):
            self.refuse_damaged()
        text = self._data[self._position : stop]
        self._position = stop + 1
        return text

    def check_frame(self) -> None:
        if self.number(_FRAME_SIZE) > self._end - self._position:
            raise Refusal(tr("it ends too early"))

    def text_index(self) -> int:
        return int(self.line(MAX_DIGITS))

    # stack and memo

    def push(self, value: Any) -> None:
        self._stack.append(value)

    def pop(self, count: int = 1) -> list[Any]:
        start = len(self._stack) - count
        if start < (self._marks[-1] if self._marks else 0):
            self.refuse_damaged()
        items = self._stack[start:]
        del self._stack[start:]
        return items

    def drop(self) -> None:
        self.pop()

    def mark(self) -> None:
        self._marks.append(len(self._stack))

    def pop_mark(self) -> list[Any]:
        if not self._marks:
            self.refuse_damaged()
        start = self._marks.pop()
        items = self._stack[start:]
        del self._stack[start:]
        return items

    def top(self) -> Any:
        if len(self._stack) <= (self._marks[-1] if self._marks else 0):
            self.refuse_damaged()
        return self._stack[-1]

    def put(self, index: int | None = None) -> None:
        index = len(self._memo) if index is None else index
        if not 0 <= index < MAX_STEPS:
            self.refuse_damaged()
        self._memo[index] = self.top()

    def get(self, index: int) -> None:
        if index not in self._memo:
            self.refuse_damaged()
        self.push(self._memo[index])

    # containers

    def extend(self, items: list[Any]) -> None:
        target = self.top()
        if type(target) is not list:
            self.refuse_damaged()
        target.extend(items)

    def update(self, items: list[Any]) -> None:
        target = self.top()
        if type(target) is not Pairs or len(items) % 2:
            self.refuse_damaged()
        target.items.extend(items)

    def new_pairs(self, items: list[Any]) -> None:
        self.push(Pairs([]))
        self.update(items)

    # symbols

    def reduce(self) -> None:
        function, arguments = self.pop(2)
        self.push(foreign.call(function, arguments, self._budget))

    def build(self) -> None:
        (state,) = self.pop()
        foreign.build(self.top(), state)


Action = Callable[[_Machine], None]


def _constant(value: object) -> Action:
    return lambda machine: machine.push(value)


def _number(layout: str) -> Action:
    reader = struct.Struct(layout)
    return lambda machine: machine.push(machine.number(reader))


def _text(layout: str) -> Action:
    size = struct.Struct(layout)
    return lambda machine: machine.push(str(machine.take(machine.number(size)), "utf-8", "surrogatepass"))


def _bytes(layout: str) -> Action:
    size = struct.Struct(layout)
    return lambda machine: machine.push(machine.take(machine.number(size)))


def _integer(layout: str) -> Action:
    size = struct.Struct(layout)

    def action(machine: _Machine) -> None:
        count = machine.number(size)
        if not 0 <= count <= MAX_INTEGER_BYTES:
            machine.refuse_damaged()
        machine.push(int.from_bytes(machine.take(count), "little", signed=True))

    return action


def _text_integer(machine: _Machine) -> None:
    line = machine.line(MAX_DIGITS)
    if line in (b"00", b"01"):
        machine.push(line == b"01")
    else:
        machine.push(check_integer(int(line)))


def _text_long(machine: _Machine) -> None:
    machine.push(check_integer(int(machine.line(MAX_DIGITS).removesuffix(b"L"))))


def _tuple(count: int) -> Action:
    return lambda machine: machine.push(tuple(machine.pop(count)))


def _put(layout: str) -> Action:
    index = struct.Struct(layout)
    return lambda machine: machine.put(machine.number(index))


def _get(layout: str) -> Action:
    index = struct.Struct(layout)
    return lambda machine: machine.get(machine.number(index))


def _protocol(machine: _Machine) -> None:
    if machine.take(1)[0] > 5:
        raise Refusal(tr("it has a pickle protocol newer than 5"))


def _global(machine: _Machine) -> None:
    module, name = machine.line().decode(), machine.line().decode()
    machine.push(foreign.named(module, name))


_FRAME_SIZE = struct.Struct("<Q")

_ACTIONS: dict[int, Action] = {
    ord(opcode): action
    for opcode, action in {
        "\x80": _protocol,
        "\x95": lambda machine: machine.check_frame(),
        "N": _constant(None), "\x88": _constant(True), "\x89": _constant(False),
        "J": _number("<i"), "K": _number("<B"), "M": _number("<H"), "G": _number(">d"),
        "\x8a": _integer("<B"), "\x8b": _integer("<i"),
        "I": _text_integer, "L": _text_long, "F": lambda machine: machine.push(float(machine.line(MAX_DIGITS))),
        "\x8c": _text("<B"), "X": _text("<I"), "\x8d": _text("<Q"),
        "V": lambda machine: machine.push(raw_unicode_escape_decode(machine.line())[0]),
        "C": _bytes("<B"), "B": _bytes("<I"), "\x8e": _bytes("<Q"), "\x96": _bytes("<Q"),
        "(": _Machine.mark, "0": lambda machine: machine.drop(),
        "]": lambda machine: machine.push([]), "l": lambda machine: machine.push(machine.pop_mark()),
        "a": lambda machine: machine.extend(machine.pop()), "e": lambda machine: machine.extend(machine.pop_mark()),
        ")": _tuple(0), "\x85": _tuple(1), "\x86": _tuple(2), "\x87": _tuple(3),
        "t": lambda machine: machine.push(tuple(machine.pop_mark())),
        "}": lambda machine: machine.new_pairs([]), "d": lambda machine: machine.new_pairs(machine.pop_mark()),
        "s": lambda machine: machine.update(machine.pop(2)), "u": lambda machine: machine.update(machine.pop_mark()),
        "\x94": lambda machine: machine.put(), "q": _put("<B"), "r": _put("<I"),
        "p": lambda machine: machine.put(machine.text_index()),
        "h": _get("<B"), "j": _get("<I"), "g": lambda machine: machine.get(machine.text_index()),
        "c": _global, "\x93": lambda machine: machine.push(foreign.named(*machine.pop(2))),
        "R": _Machine.reduce, "b": _Machine.build,
    }.items()
}  # fmt: skip
