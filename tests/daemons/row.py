# SPDX-License-Identifier: MIT
"""A row: a daemon of a Debian package, and what ekuprobe must see of it."""
import dataclasses
import typing


@dataclasses.dataclass
class Server:
    """It is dialled. start(place, asks) makes it listen and returns the port."""
    name: str
    package: str
    needs: typing.Sequence[str]  # programs and files
    start: typing.Callable
    starttls: str = ""  # TLS at once where empty
    greets: bool = True  # --starttls auto knows it by its greeting
    auto: str = ""  # ... as another protocol
    asks: bool = True  # can be made to request a client certificate
    always: bool = False  # requests one whatever its configuration says
    as_root: bool = False  # cannot run otherwise
    options: typing.Sequence[str] = ()


@dataclasses.dataclass
class Client:
    """It dials. start(place, port, shows) makes it connect to port, with its certificate or none."""
    name: str
    package: str
    needs: typing.Sequence[str]
    start: typing.Callable
    door: str  # the profile by which we listen
    domain: str = ""
    as_root: bool = False
    withholds: bool = False  # one that is for servers only
    none: bool = True  # it can do without a certificate
    version: typing.Sequence[str] = ()  # a command that tells it, where no package does
    setup: typing.Callable = None  # once, before all, as root: setup(folder)


@dataclasses.dataclass
class Way:
    """A way to a target. start(place) returns its URL."""
    name: str
    package: str
    needs: typing.Sequence[str]
    start: typing.Callable
    as_root: bool = False
