"""Data pickles hold plain values and arrays, come back equal, and open in any Python."""

from __future__ import annotations

import enum
import io
import math
import pickle
import subprocess
import sys
from collections import OrderedDict
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nndesigner.core.datapickle import HEADER, dumps, loads, read_tree, write_tree
from nndesigner.core.datapickle.tree import DTYPES, MAX_DEPTH, MAX_NODES
from nndesigner.core.errors import FileError


def same(left, right):
    """Whether two trees are equal in values and types, NaN included; arrays may differ in byte order."""
    if isinstance(left, np.ndarray):
        return (
            isinstance(right, np.ndarray)
            and left.shape == right.shape
            and left.dtype.newbyteorder("=") == right.dtype
            and same_bits(left, right)
        )
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, float) and math.isnan(left):
        return math.isnan(right)
    return left == right


def same_bits(left, right):
    return left.astype(left.dtype.newbyteorder("<")).tobytes() == right.astype(right.dtype.newbyteorder("<")).tobytes()


dtypes = st.sampled_from(sorted(DTYPES)).flatmap(
    lambda code: st.sampled_from(["<", ">"]).map(lambda order: np.dtype(order + code))
)
arrays = hnp.arrays(dtypes, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
keys = st.text() | st.integers(-(2**59), 2**59)
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**1000), 2**1000)
    | st.floats()
    | st.text()
    | st.binary()
    | arrays
)
trees = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=5) | st.lists(inner, max_size=5).map(tuple) | st.dictionaries(keys, inner, max_size=5)
    ),
)


@given(trees)
@settings(max_examples=300, deadline=None)
def test_trees_come_back_equal(tree):
    assert same(tree, loads(dumps(tree)))


@given(trees)
@settings(max_examples=60, deadline=None)
def test_plain_pickle_reads_the_same_values(tree):
    data = dumps({"tree": tree})
    spelled = pickle.loads(data)
    assert same(loads(pickle.dumps(spelled)), loads(data))
    assert same(loads(data), loads(pickle._dumps(spelled)))


@pytest.mark.parametrize(
    ("dump", "protocol"),
    [(pickle.dumps, number) for number in range(6)] + [(pickle._dumps, number) for number in range(5)],  # _dumps 5 is broken
)
@given(tree=trees)
@settings(max_examples=25, deadline=None)
def test_other_tools_array_pickles_are_understood(dump, protocol, tree):
    assert same(tree, loads(dump(tree, protocol)))


@pytest.mark.parametrize("protocol", range(6))
def test_other_tools_scalars_and_layouts_are_understood(protocol):
    grid = np.arange(6.0).reshape(2, 3)
    for array in (np.asfortranarray(grid), grid[:, ::2], grid.T):
        assert same(np.ascontiguousarray(array), loads(pickle.dumps(array, protocol)))
    assert loads(pickle.dumps(np.float64(2.5), protocol)) == 2.5
    assert loads(pickle.dumps([np.int8(-3), np.bool_(True), np.float16(0.5)], protocol)) == [-3, True, 0.5]


@pytest.mark.parametrize("module", ["numpy.core.multiarray", "numpy._core.multiarray"])
def test_arrays_of_both_numpy_generations_are_understood(module):
    data = pickle.dumps(np.arange(3), 2).replace(b"numpy._core.multiarray", module.encode())
    assert loads(data).tolist() == [0, 1, 2]


def test_arrays_are_the_readers_own():
    tree = loads(dumps({"a": np.arange(3), "b": np.ones((2, 2), ">f4")}))
    tree["a"][0] = 7
    assert tree["b"].dtype == np.dtype("=f4")
    assert tree["b"].flags.c_contiguous
    assert tree["b"].flags.writeable


def test_an_array_in_two_places_of_anothers_pickle_is_one_array():
    shared = np.arange(3)
    first, second = loads(pickle.dumps([shared, shared]))
    assert first is second


def test_relatives_of_builtins_become_builtins():
    class Colour(str, enum.Enum):  # noqa: UP042
        RED = "red"

    class Level(enum.IntEnum):
        LOW = 1

    tree = {
        "a": MappingProxyType({"b": np.float32(0.5)}),
        "c": Colour.RED,
        "d": Level.LOW,
        "e": OrderedDict(x=np.bool_(True)),
        "f": np.str_("s"),
    }
    back = loads(dumps(tree))
    assert same(back, {"a": {"b": 0.5}, "c": "red", "d": 1, "e": {"x": True}, "f": "s"})


def nested(depth):
    tree = []
    for _ in range(depth):
        tree = [tree]
    return tree


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ({1, 2}, "a set"),
        ([object()], "a object"),
        ({"a": print}, "builtin_function_or_method"),
        ({1.5: 1}, "key"),
        ({True: 1}, "key"),
        ({2**61: 1}, "key"),
        (np.array([None]), "type object"),
        (np.array(["a"]), "type <U1"),
        (np.zeros(2, "c8"), "complex64"),
        (np.zeros((1,) * 9), "9 dimensions"),
        (np.complex64(1), "complex64"),
        (1 << 5000, "integer"),
        (nested(MAX_DEPTH + 1), "64 levels"),
        ([None] * MAX_NODES, "500,000"),
        ({"dtype": "<f4", "shape": (1,), "data": b"1234"}, "looks like an array"),
    ],
)
def test_what_cannot_be_read_back_is_not_written(tree, said):
    with pytest.raises(FileError, match=said):
        dumps(tree)


@pytest.mark.parametrize("tree", [nested(MAX_DEPTH), [None] * (MAX_NODES - 1), np.zeros((1,) * 8), (1 << 2000), {2**59: 1}])
def test_the_bounds_themselves_are_allowed(tree):
    assert same(tree, loads(dumps(tree)))


def test_the_stream_names_no_global():
    data = dumps({"w": np.ones(3), "b": [True, None, "x", 1.5, 2**70, (1, b"2")]})

    class Deaf(pickle.Unpickler):
        def find_class(self, module, name):
            raise AssertionError((module, name))

    tree = Deaf(io.BytesIO(data)).load()
    assert tree["w"] == {"dtype": "<f8", "shape": (3,), "data": np.ones(3).tobytes()}


def test_a_bare_python_opens_a_saved_file(tmp_path):
    path = tmp_path / "m.pkl"
    write_tree(path, {"weights": [np.arange(3, dtype="f4")], "names": ("a", "b")})
    code = (
        "import pickle, struct, sys\n"
        "with open(sys.argv[1], 'rb') as file: tree = pickle.load(file)\n"
        "array = tree['weights'][0]\n"
        "print(tree['names'], array['shape'], struct.unpack('<3f', array['data']), 'numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", code, str(path)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "('a', 'b') (3,) (0.0, 1.0, 2.0) False"


def test_files_say_what_is_wrong_and_name_themselves(tmp_path):
    path = tmp_path / "m.pkl"
    with pytest.raises(FileError, match=r"m\.pkl cannot be opened: No such file"):
        read_tree(path)
    with pytest.raises(FileError, match="it is not a file"):
        read_tree(tmp_path)
    write_tree(path, {"a": 1})
    assert read_tree(path) == {"a": 1}
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(FileError, match=r"m\.pkl cannot be opened: .*damaged"):
        read_tree(path)
    path.write_bytes(pickle.dumps(print))
    with pytest.raises(FileError, match=r"m\.pkl cannot be opened: it names 'builtins.print'"):
        read_tree(path)


def test_a_file_without_its_seal_is_refused():
    assert loads(dumps(1)) == 1
    with pytest.raises(FileError, match="checksum is missing"):
        loads(HEADER + b"K\x01.")


def test_the_same_tree_gives_the_same_bytes():
    tree = {"w": np.arange(5.0), "a": [1, (2, "x")]}
    assert dumps(tree) == dumps(tree)


@pytest.mark.parametrize("kind", ["texts", "bytes", "dicts", "arrays"])
def test_the_largest_tree_that_is_written_can_be_read(kind):
    make = {
        "texts": lambda count: [str(number) for number in range(count)],
        "bytes": lambda count: [b"%300d" % number for number in range(count)],
        "dicts": lambda count: [{"a": number} for number in range(count)],
        "arrays": lambda count: [np.zeros(1) for _ in range(count)],
    }[kind]
    size = {"texts": 490_000, "bytes": 480_000, "dicts": 120_000, "arrays": 48_000}[kind]
    assert len(loads(dumps(make(size)))) == size
    with pytest.raises(FileError, match="more than"):
        dumps(make(2 * size))
