# SPDX-License-Identifier: MIT
"""Judge certificates and probe TLS peers as certcheck and ekuprobe do, through libekuprobe.

judge() and probe() each ask one question and return an Answer, whose document is the programs' JSON
(docs/result.schema.json). A question may be asked from any thread: while it is answered, others run.
"""
from __future__ import annotations

import ctypes
import ctypes.util
import dataclasses
import json
import os
from typing import Any, Iterable, Mapping, Optional, Sequence, Union

__all__ = ["Answer", "Error", "judge", "probe", "version"]

_SONAME = "libekuprobe.so.0"


class Error(Exception):
    """A setting that is wrong, or a root that cannot be read: one line that names it."""


@dataclasses.dataclass(frozen=True)
class Answer:
    """What certcheck or ekuprobe would have written, and what could not be read."""

    document: dict[str, Any]
    faults: Sequence[str]

    @property
    def results(self) -> list[dict[str, Any]]:
        """One per certificate, request, template or endpoint."""
        return self.document["results"]

    @property
    def ready(self) -> bool:
        """Was everything read, and is all of it ready? False where nothing was judged."""
        return not self.faults and bool(self.results) and all(r["verdict"] == "ready" for r in self.results)


def _load() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(os.environ.get("EKUPROBE_LIBRARY") or _SONAME)
    except OSError as error:
        raise ImportError(f"{error}: install libekuprobe0, or name the library in EKUPROBE_LIBRARY") from error
    text, question = ctypes.c_char_p, ctypes.c_void_p
    for name, result, *arguments in (
            ("new", question), ("free", None, question),
            ("set", ctypes.c_bool, question, text, text), ("target", ctypes.c_bool, question, text),
            ("add", ctypes.c_bool, question, text, text, text, ctypes.c_size_t),
            ("judge", text, question), ("probe", text, question),
            ("error", text, question), ("faults", text, question), ("version", text)):
        function = getattr(library, f"binding_{name}")
        function.restype, function.argtypes = result, arguments
    return library


_library = _load()


def version() -> str:
    """The library's version, "0.1.0"."""
    return _library.binding_version().decode()


class _Question:
    """binding/binding.h, with exceptions in place of false."""

    def __enter__(self) -> _Question:
        self._at = _library.binding_new()
        if not self._at:
            raise MemoryError
        return self

    def __exit__(self, *_: object) -> None:
        _library.binding_free(self._at)

    def _check(self, ok: Any) -> Any:
        if not ok:
            raise Error(_library.binding_error(self._at).decode(errors="replace"))
        return ok

    def set(self, name: str, value: Union[None, str, int, bool, Iterable[str]]) -> None:
        """A setting of the programs; None and False leave it alone."""
        if value is None or value is False:
            return
        if value is True:
            value = "yes"
        if not isinstance(value, (str, int)):
            value = ",".join(value)
        self._check(_library.binding_set(self._at, name.replace("_", "-").encode(), str(value).encode()))

    def add(self, part: str, files: Optional[Mapping[str, bytes]]) -> None:
        """Bytes by name."""
        for name, content in (files or {}).items():
            self._check(_library.binding_add(self._at, part.encode(), os.fsencode(name), content, len(content)))

    def target(self, target: str) -> None:
        """HOST[:PORT][/PROFILE] and the like."""
        self._check(_library.binding_target(self._at, target.encode()))

    def answer(self, kind: str) -> Answer:
        """Run it."""
        document = self._check(getattr(_library, f"binding_{kind}")(self._at))
        faults = _library.binding_faults(self._at).decode(errors="replace")
        return Answer(json.loads(document), tuple(faults.splitlines()))


def _ask(kind: str, parts: Mapping[str, Optional[Mapping[str, bytes]]], targets: Iterable[str],
         settings: Mapping[str, Any]) -> Answer:
    with _Question() as question:
        for name, value in settings.items():
            question.set(name, value)
        for part, files in parts.items():
            question.add(part, files)
        for target in targets:
            question.target(target)
        return question.answer(kind)


def judge(files: Mapping[str, bytes], *, roots: Optional[Mapping[str, bytes]] = None,
          issuers: Optional[Mapping[str, bytes]] = None, public_cas: Optional[bytes] = None,
          profile: Optional[str] = None, usage: Optional[str] = None, product: Optional[str] = None,
          at: Optional[str] = None, verifier: Union[None, str, Iterable[str]] = None,
          change: Union[None, str, Iterable[str]] = None, opted_out: bool = False,
          expires_within: Optional[int] = None, password: Optional[str] = None) -> Answer:
    """Judge certificates, requests, dumps and templates, given as bytes by name, as certcheck does.

    Settings are those of certcheck's options; at is a date ("2026-11-29"), expires_within in days.
    """
    return _ask("judge", {"root": roots, "issuer": issuers, "file": files,
                          "public-cas": None if public_cas is None else {"public_cas": public_cas}}, (),
                {"profile": profile, "usage": usage, "product": product, "at": at, "verifier": verifier,
                 "change": change, "opted_out": opted_out, "expires_within": expires_within, "password": password})


def probe(targets: Iterable[str] = (), *, lists: Optional[Mapping[str, bytes]] = None,
          topologies: Optional[Mapping[str, bytes]] = None, roots: Optional[Mapping[str, bytes]] = None,
          issuers: Optional[Mapping[str, bytes]] = None, public_cas: Optional[bytes] = None,
          usage: Optional[str] = None, product: Optional[str] = None, build: Optional[str] = None,
          at: Optional[str] = None, verifier: Union[None, str, Iterable[str]] = None,
          change: Union[None, str, Iterable[str]] = None, opted_out: bool = False,
          expires_within: Optional[int] = None, timeout: Optional[int] = None,
          concurrency: Optional[int] = None) -> Answer:
    """Connect to targets ("edge01.contoso.com:8057", "mx1.contoso.com/smtp-mtls") and judge what they
    present, as ekuprobe does. timeout is in milliseconds a target.
    """
    return _ask("probe", {"root": roots, "issuer": issuers, "list": lists, "topology": topologies,
                          "public-cas": None if public_cas is None else {"public_cas": public_cas}}, targets,
                {"usage": usage, "product": product, "build": build, "at": at, "verifier": verifier, "change": change,
                 "opted_out": opted_out, "expires_within": expires_within, "timeout": timeout,
                 "concurrency": concurrency})
