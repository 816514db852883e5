"""PySide6 without those parts of its own Python that a running window hardly ever looks into.

They lie as source text inside a library and are compiled at every start: the writer of its type stubs, the reader of
signatures, the words of its error messages. Here each is loaded at the first look into it, and says the same then; what
is needed at once has its bytecode kept, as Python does for what lies in files (docs/decisions/0021-pyside-in-parts.md).
"""

import builtins
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module, machinery
from pathlib import Path
from threading import RLock
from types import CodeType, ModuleType
from typing import Any

from ui import enumerations

WAITING = frozenset(
    f"shibokensupport.signature.{name}"
    for name in ("errorhandler", "layout", "parser", "lib.enum_sig", "lib.pyi_generator", "lib.tool")
)
SELDOM_USED = ("bz2", "inspect", "lzma", "shutil", "tempfile", "traceback")
"""Modules of Python's own that PySide6 imports at once and looks into hardly ever (for an error, for a source text)."""
_FEATURE = "shibokensupport.feature"
_Spec = machinery.ModuleSpec
_loading = RLock()


def load() -> None:
    """Import PySide6.QtCore, once and before anything else of it."""
    enumerations.hurry()
    with suppress(ImportError, AttributeError), _in_parts(), _seldom_used():
        import_module("PySide6.QtCore")
        import_module("dataclasses")  # looks into `inspect` only for classes without a docstring
    with suppress(ImportError, AttributeError):
        _leave_sources_unread(import_module(_FEATURE))
        builtins.__import__ = builtins.__orig_import__  # type: ignore[attr-defined]


def _leave_sources_unread(feature: ModuleType) -> None:
    """PySide6 reads the source of every module imported after it, to see whether its switchable spellings (snake_case,
    properties) concern it. Nothing here uses them, and the reading took a tenth of a start.

    For that it stands in the way of every `import`, also of those inside functions; `load` brings Python's own back.
    """
    feature._mod_uses_pyside = lambda _module: False  # type: ignore[attr-defined]


class Kept(machinery.SourceFileLoader):
    """A loader that keeps the bytecode of an embedded module where Python keeps that of this one; where nothing may be
    written it is compiled again. The embedded text's checksum says whether it is still the same."""

    def __init__(self, name: str, embedded: Any) -> None:
        super().__init__(name, str(Path(__file__).with_name(f"{name}.py")))
        self._archive, self._inside = embedded.zfile, embedded._mod2path[name]

    def path_stats(self, _path: Any) -> dict[str, int]:
        """In the place of its time, which the archive rounds, stands the checksum."""
        entry = self._archive.getinfo(self._inside)
        return {"mtime": entry.CRC, "size": entry.file_size}

    def get_data(self, path: Any) -> bytes:
        return self._archive.read(self._inside) if path == self.path else super().get_data(path)

    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> CodeType:  # type: ignore[override]
        """By its name inside the library: bytecode that a bundle brings names no folder of who built it."""
        del path
        made: CodeType = super().source_to_code(data, self._inside, _optimize=_optimize)
        return made

    def get_code(self, _name: str) -> CodeType:
        """Kept bytecode that is damaged is no reason not to start."""
        with suppress(EOFError, ImportError, TypeError, ValueError):
            kept = super().get_code(self.name)
            if kept is not None:
                return kept
        made: CodeType = self.source_to_code(self.get_data(self.path), self.path)
        return made

    def exec_module(self, module: ModuleType) -> None:
        """As the embedded modules' own loader leaves a module."""
        super().exec_module(module)
        is_package = self._inside.endswith("/__init__.py")
        if is_package:
            module.__path__ = []
        module.__file__, module.__loader__ = self._inside, self
        module.__package__ = self.name if is_package else self.name.rpartition(".")[0]
        sys.modules[self.name] = module
        if self.name == _FEATURE:
            _leave_sources_unread(module)


class Waiting:
    """A loader that leaves a module empty until somebody asks for a name in it."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader

    def create_module(self, _spec: machinery.ModuleSpec) -> None:
        """A module as Python makes it."""

    def exec_module(self, module: ModuleType) -> None:
        spec = module.__spec__
        assert spec is not None
        name, is_begun = spec.name, False

        def look(attribute: str) -> Any:
            nonlocal is_begun
            with _loading:
                if not is_begun and not attribute.startswith("__"):
                    is_begun = True
                    now, spec.name = spec.name, name  # it was published under a second name meanwhile
                    try:
                        self._loader.exec_module(module)
                    finally:
                        spec.name = now
            if attribute in vars(module):
                return vars(module)[attribute]
            raise AttributeError(f"module {name!r} has no attribute {attribute!r}")

        vars(module)["__getattr__"] = look


class SeldomUsed(ModuleType):
    """Stands for a module of Python's own in those that import it meanwhile; imported at the first look into it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


class _SpecInParts(_Spec):
    """How the modules inside the library are found: what may wait does."""

    def __init__(self, name: str, loader: Any, **more: Any) -> None:
        taken: Any = loader
        if type(loader).__name__ == "EmbeddableZipImporter":
            taken = Waiting(Kept(name, loader)) if name in WAITING else Kept(name, loader)
        super().__init__(name, taken, **more)


@contextmanager
def _in_parts() -> Iterator[None]:
    machinery.ModuleSpec = _SpecInParts  # type: ignore[misc]
    try:
        yield
    finally:
        machinery.ModuleSpec = _Spec  # type: ignore[misc]


@contextmanager
def _seldom_used() -> Iterator[None]:
    """Whoever imports one of them after this gets the module itself."""
    standing = {name: SeldomUsed(name) for name in SELDOM_USED if name not in sys.modules}
    sys.modules.update(standing)
    try:
        yield
    finally:
        for name, module in standing.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
