"""Attacks modelled on public collections: what picklescan, fickling and modelscan list, and CTF tricks."""

from __future__ import annotations

import array
import bz2
import collections
import copyreg
import datetime
import decimal
import fractions
import functools
import gzip
import io
import lzma
import operator
import pathlib
import pickle
import random
import re
import struct
import tarfile
import types
import uuid
import zipfile
import zlib
from collections.abc import Callable, Iterator

import numpy as np

# Names on the block lists of picklescan, fickling and modelscan, and the by-passes that were reported against these.
NAMES = """
os.execv os.popen os.spawnl os.startfile os.remove os.putenv os.kill nt.system posix.execve pty.spawn commands.getoutput
shutil.rmtree shutil.copyfile webbrowser.open ftplib.FTP smtplib.SMTP urllib.request.urlopen urllib.request.urlretrieve
http.client.HTTPSConnection requests.get requests.api.post aiohttp.client.ClientSession socket.create_connection
asyncio.create_subprocess_shell asyncio.unix_events._UnixSubprocessTransport._start multiprocessing.util.spawnv_passfds
bdb.Bdb.run pdb.run pdb.Pdb.do_break trace.Trace.run profile.run cProfile.runctx timeit.repeat doctest.debug_script
code.InteractiveInterpreter.runcode codeop.compile_command idlelib.pyshell.ModifiedInterpreter.runcode
idlelib.run.Executive.runcode idlelib.autocomplete.AutoComplete.get_entity lib2to3.pgen2.grammar.Grammar.loads
lib2to3.pgen2.pgen.ParserGenerator.make_label distutils.file_util.write_file distutils.spawn.spawn pip.main
pip._internal.cli.main.main ensurepip._run_pip venv.create imaplib.IMAP4_stream logging.config.fileConfig
logging.config.listen logging.config._resolve unittest.mock._importer pkgutil.resolve_name pydoc.locate pydoc.pipepager
importlib.reload importlib.machinery.SourceFileLoader runpy._run_code runpy.run_module zipimport.zipimporter types.CodeType
types.FunctionType builtins.breakpoint builtins.delattr builtins.globals builtins.vars builtins.type builtins.input
builtins.memoryview builtins.bytearray.__init__ __builtin__.file __builtin__.apply __builtin__.execfile __main__.payload
operator.itemgetter operator.attrgetter functools.reduce itertools.starmap _operator.methodcaller weakref.finalize
atexit.register signal.alarm gc.get_objects inspect.getmodule sys.exit sys.settrace sys.setrecursionlimit sys._getframe
ctypes.string_at ctypes.util.find_library mmap.mmap fileinput.input linecache.getline tempfile.mktemp sqlite3.connect
dbm.open shelve.open marshal.load pickle.Unpickler _pickle.Unpickler.find_class dill.loads dill._dill._create_function
dill._dill._import_module cloudpickle.cloudpickle._make_function cloudpickle.cloudpickle._builtin_type joblib.load
joblib.numpy_pickle.NumpyArrayWrapper torch.load torch.jit.load torch.hub.load torch._inductor.codecache.compile_file
torch.utils.bottleneck.__main__.run_cprofile torch.utils.data.datapipes.utils.decoder.basichandlers torch._C._jit_eval
torch.serialization.load torch._utils._rebuild_tensor_v2 torch.storage._load_from_bytes keras.models.load_model
tensorflow.io.read_file tensorflow.raw_ops.WriteFile numpy.testing._private.utils.runstring numpy.f2py.crackfortran.getlincoef
numpy.f2py.crackfortran.myeval numpy.lib._npyio_impl.NpzFile numpy.ctypeslib.load_library numpy.save numpy.savetxt
numpy.frombuffer numpy.vectorize numpy.distutils.exec_command.exec_command scipy.io.loadmat pandas.read_pickle
pandas.eval pandas.core.computation.eval.eval sklearn.utils._bunch.Bunch sklearn.tree._tree.Tree sklearn.svm._classes.SVC
jax.numpy.load PIL.Image.open yaml.unsafe_load jinja2.Template mlflow.pyfunc.load_model transformers.pipeline
nndesigner.cli.main.main nndesigner.core.atomic.write_bytes nndesigner.core.datapickle.loads nndesigner.nn.load_model
""".split()  # noqa: SIM905


def _text(value: str) -> bytes:
    return b"X" + struct.pack("<I", len(value.encode())) + value.encode()


def _name(dotted: str) -> tuple[str, str]:
    module, _, name = dotted.rpartition(".")
    return module, name


def _call(dotted: str, number: int) -> bytes:
    """A call of ``dotted``, in a form that changes from name to name."""
    module, name = _name(dotted)
    stacked, line = _text(module) + _text(name) + b"\x93", f"c{module}\n{name}\n".encode()
    forms = (
        lambda: b"\x80\x02" + line + _text("id") + b"\x85R.",
        lambda: b"\x80\x04\x95" + struct.pack("<Q", len(stacked) + 4) + stacked + b")R..",
        lambda: b"(S'id'\ni" + f"{module}\n{name}\n.".encode(),
        lambda: b"\x80\x04" + _text(name) + b"\x94" + _text(module) + b"\x94h\x01h\x00\x93)\x81.",
        lambda: b"\x80\x04N0" + stacked + b")}\x92.",
        lambda: b"\x80\x03" + line + b")R}X\x01\x00\x00\x00aK\x01sb.",
        lambda: b"\x80\x05(" + stacked + _text("id") + b"o.",
        lambda: b"\x80\x04" * 3 + b"}" + _text("weights") + stacked + b")Rs.",
        lambda: b"\x80\x04]" + stacked + b")R0a" + b".",
        lambda: line.replace(b"\n", b"\r\n") + b")R.",
    )
    return forms[number % len(forms)]()


SHELL = b"cposix\nsystem\n(S'true'\ntR."


def _zipped(name: str, data: bytes, method: int = zipfile.ZIP_STORED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as file:
        file.writestr(name, data)
    return held.getvalue()


def _tarred(data: bytes) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as file:
        info = tarfile.TarInfo("../../pickle")
        info.size = len(data)
        file.addfile(info, io.BytesIO(data))
    return held.getvalue()


def _npy(data: np.ndarray) -> bytes:
    held = io.BytesIO()
    np.save(held, data, allow_pickle=True)
    return held.getvalue()


WRAPPED: dict[str, Callable[[], bytes]] = {
    "gzip": lambda: gzip.compress(SHELL, mtime=0),
    "bz2": lambda: bz2.compress(SHELL),
    "xz": lambda: lzma.compress(SHELL),
    "zlib, as joblib": lambda: zlib.compress(SHELL),
    "gzip of a thousand times": lambda: gzip.compress(bytes(10_000_000), mtime=0),
    "tar with a way out": lambda: _tarred(SHELL),
    "torch zip": lambda: _zipped("archive/data.pkl", SHELL),
    "torch zip, packed": lambda: _zipped("archive/data.pkl", SHELL, zipfile.ZIP_DEFLATED),
    "zip in zip": lambda: _zipped("a.zip", _zipped("data.pkl", SHELL)),
    "zip with a slash": lambda: _zipped("/etc/cron.d/x", SHELL),
    "zip behind a pickle": lambda: b"\x80\x04N." + _zipped("data.pkl", SHELL),
    "pickle behind a zip": lambda: _zipped("data.pkl", b"x") + SHELL,
    "npy of objects": lambda: _npy(np.array([{"a": 1}, None], object)),
    "npz": lambda: _zipped("weights.npy", _npy(np.array([print], object))),
    "hdf5": lambda: b"\x89HDF\r\n\x1a\n" + bytes(200),
    "legacy torch magic": lambda: pickle.dumps(0x1950A86A20F9469CFC6C, 2) + pickle.dumps(1001, 2) + SHELL,
    "base64": lambda: b"Y3Bvc2l4CnN5c3RlbQooUyd0cnVlJwp0Ui4=",
    "a byte order mark": lambda: b"\xef\xbb\xbf" + SHELL,
    "spaces before": lambda: b"   \n" + SHELL,
    "a shebang before": lambda: b"#!/usr/bin/env python\n" + SHELL,
    "frame over the stop": lambda: b"\x80\x04\x95" + struct.pack("<Q", 2) + b"N." + SHELL,
    "frame cut": lambda: b"\x80\x04\x95\xff",
    "frames in frames": lambda: b"\x80\x04" + (b"\x95" + struct.pack("<Q", 9)) * 5 + b"N",
    "an extension by name": lambda: b"\x80\x02\x82\xf0)R.",
    "a persistent torch storage": lambda: b"\x80\x02(X\x07\x00\x00\x00storagectorch\nFloatStorage\ntQ.",
    "a buffer out of band": lambda: b"\x80\x05\x97\x98.",
    "nan as a key": lambda: b"\x80\x04}G\x7f\xf8\x00\x00\x00\x00\x00\x00Ns.",
    "a name in greek": lambda: b"\x80\x04" + _text("οs") + _text("system") + b"\x93)R.",
    "a name with a nul": lambda: b"\x80\x04" + _text("numpy\0") + _text("ndarray") + b"\x93.",
    "a name with controls": lambda: b"\x80\x04" + _text("\x1b[2Jos") + _text("\x9b31m\u202e") + b"\x93.",
    "a name with a surrogate": lambda: b"\x80\x04\x8c\x03\xed\xa0\x80" + _text("x") + b"\x93.",
    "a name of a megabyte": lambda: b"\x80\x04" + _text("o" * 1_000_000) + _text("s") + b"\x93.",
    "numpy with a space": lambda: b"cnumpy \nndarray\n.",
    "numpy in capitals": lambda: b"cNumPy\nndarray\n.",
    "numpy from inside": lambda: b"\x80\x04" + _text("numpy.core") + _text("multiarray._reconstruct") + b"\x93.",
    "a memo that changes its name": lambda: (
        b"\x80\x04"
        + _text("numpy")
        + b"q\x00"
        + _text("ndarray")
        + b"q\x010"
        + _text("os")
        + b"q\x000h\x00"
        + _text("system")
        + b"\x93."
    ),
    "raw unicode": lambda: b"Vo\\u0073\nVsystem\n\x93(tR.",
    "octal and hex digits": lambda: b"I0x41\n.",
    "underscored digits": lambda: b"I1_000\n0" + SHELL,
    "a float with junk": lambda: b"F1e5; import os\n.",
    "long of 255 bytes as a key": lambda: b"\x80\x04}\x8a\xff" + b"\x01" * 255 + b"Ns.",
    "a tuple in itself by build": lambda: b"\x80\x04)q\x00h\x00b.",
    "dict build on a list": lambda: b"\x80\x04]}(X\x09\x00\x00\x00__class__Nub.",
}


class _Opener:
    def __reduce__(self) -> object:
        return io.open, ("nowhere", "w")


class _State:
    def __setstate__(self, state: object) -> None:
        self.state = state

    def __getstate__(self) -> object:
        return {"__dict__": {}, "a": 1}


class _Slots:
    __slots__ = ("a",)

    def __init__(self) -> None:
        self.a = 1


VALUES: dict[str, object] = {
    "an opener": _Opener(),
    "a state": _State(),
    "slots": _Slots(),
    "a class": _State,
    "a function": functools.reduce,
    "a partial": functools.partial(print, 1),
    "a getter": operator.attrgetter("a.b"),
    "a path": pathlib.PurePosixPath("/etc/passwd"),
    "a date": datetime.datetime(2024, 1, 1),
    "a decimal": decimal.Decimal("1"),
    "a fraction": fractions.Fraction(1, 3),
    "a pattern": re.compile("(a+)+$"),
    "a namespace": types.SimpleNamespace(a=1),
    "an ordered dict": collections.OrderedDict(a=1),
    "a default dict": collections.defaultdict(list),
    "a counter": collections.Counter("aab"),
    "a deque": collections.deque([1]),
    "a set": {1, 2},
    "a range": range(3),
    "a slice": slice(1, 2),
    "a complex number": 1j,
    "an array of array": array.array("d", [1.0]),
    "a uuid": uuid.UUID(int=5),
    "a random generator": random.Random(1),
    "a numpy generator": np.random.default_rng(1),
    "an object array": np.array([1, "a"], object),
    "a text array": np.array(["abc"]),
    "a structured array": np.zeros(2, [("a", "f4"), ("b", "O")]),
    "a masked array": np.ma.masked_array([1.0, 2.0], [True, False]),
    "a matrix": np.asmatrix([[1.0]]),
    "a date array": np.array(["2024-01-01"], "datetime64[D]"),
    "a complex array": np.ones(2, complex),
    "a ufunc": np.add,
    "a dtype": np.dtype("f4"),
    "an exception": ValueError("x"),
    "a dispatch table": copyreg.__newobj__,
}


def public_attacks() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Every attack by name."""
    for number, dotted in enumerate(NAMES):
        yield f"public {dotted}", lambda dotted=dotted, number=number: _call(dotted, number)
    for name, make in WRAPPED.items():
        yield f"wrapped: {name}", make
    for name, value in VALUES.items():
        for protocol in range(6):
            try:
                data = pickle.dumps({"format": "nndesigner-model", "weights": [value]}, protocol)
            except (TypeError, pickle.PicklingError):
                continue  # this protocol cannot say it
            yield f"{name}, protocol {protocol}", lambda data=data: data
