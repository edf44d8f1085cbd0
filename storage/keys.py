"""Keys: one for each case's text, wrapped by the master key that is never in the database.

AES-256-GCM. What is encrypted is bound to its place (table, column and row), so that it cannot
be moved to another one; it begins with a byte that names the version of this scheme.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import stat
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from flows.errors import SettingsError, StoreError

KEY_BYTES = 32
NONCE_BYTES = 12
VERSION = b"\x01"
WRONG_KEY = (
    "the secret key does not fit this database: set SALIENT_SECRET_KEY, or put back the .key file, "
    "that was used when it was made"
)


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """A key that encrypts values, each bound to its place in the database."""

    cipher: AESGCM

    def encrypt(self, column: str, row: str, plain: bytes) -> bytes:
        """Return `plain` as it is stored. `column` is written `table.column`."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return VERSION + nonce + self.cipher.encrypt(nonce, plain, _place(column, row))

    def decrypt(self, column: str, row: str, stored: bytes) -> bytes:
        """Return what was encrypted for this very place, else raise StoreError."""
        version, nonce, sealed = stored[:1], stored[1 : 1 + NONCE_BYTES], stored[1 + NONCE_BYTES :]
        if version != VERSION:
            raise StoreError(
                f"{column}: encrypted by a version of Salient that this one cannot read"
            )
        try:
            return self.cipher.decrypt(nonce, sealed, _place(column, row))
        except (InvalidTag, ValueError):
            raise StoreError(
                f"{column}: the stored text was changed or belongs elsewhere"
            ) from None


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """Everything that the 32 bytes of the master key are used for, each with a key of its own."""

    master: bytes
    _wrapping: Key = field(init=False)
    _names: bytes = field(init=False)
    desk: Key = field(init=False)
    """Encrypts what the rehearsal desk keeps."""
    held: Key = field(init=False)
    """Encrypts what is held for a person until they say for which case."""

    def __post_init__(self) -> None:
        if len(self.master) != KEY_BYTES:
            raise SettingsError(f"the secret key must have {KEY_BYTES} bytes")
        object.__setattr__(self, "_wrapping", Key(AESGCM(_derived(self.master, "data keys"))))
        object.__setattr__(self, "_names", _derived(self.master, "names"))
        object.__setattr__(self, "desk", Key(AESGCM(_derived(self.master, "desk"))))
        object.__setattr__(self, "held", Key(AESGCM(_derived(self.master, "held"))))

    def new_data_key(self, case_id: UUID) -> bytes:
        """Return a new key for a case, wrapped as it is stored."""
        return self._wrapping.encrypt(_WRAPPED, str(case_id), secrets.token_bytes(KEY_BYTES))

    def data_key(self, case_id: UUID, wrapped: bytes) -> Key:
        """Unwrap the key of a case. Raise StoreError when the master key is the wrong one."""
        try:
            return Key(AESGCM(self._wrapping.decrypt(_WRAPPED, str(case_id), wrapped)))
        except StoreError:
            raise StoreError(WRONG_KEY) from None

    def name_hash(self, name: str) -> str:
        """Return the keyed hash that finds a launch by its name, however it is written."""
        folded = fold(name).encode("utf-8", "surrogatepass")
        return hmac.new(self._names, folded, hashlib.sha256).hexdigest()


_WRAPPED = "data_key.wrapped"


def fold(name: str) -> str:
    """Return a name without what people write differently: case, width, white space."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(folded.split())


def load_or_make_key_file(path: Path) -> bytes:
    """Return the master key in a file, making the file, for its owner alone, when there is none.

    Raise SettingsError when others may read the file or when it holds no key.
    """
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_key_file(path)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be made: {error.strerror}") from error
    key = secrets.token_bytes(KEY_BYTES)
    with os.fdopen(file, "wb") as opened:
        opened.write(base64.b64encode(key) + b"\n")
        opened.flush()
        os.fsync(opened.fileno())
    return key


def read_key_file(path: Path) -> bytes | None:
    """Return the master key in a file, None when there is no such file."""
    return _read_key_file(path) if path.exists() else None


def _read_key_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(200)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    if stat.S_IMODE(mode) & 0o077:
        raise SettingsError(f"{path}: others may read the secret key; run chmod 600 {path}")
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsError(f"{path}: holds no secret key, which is {KEY_BYTES} bytes in base64")
    return key


def _derived(master: bytes, purpose: str) -> bytes:
    info = f"salient {purpose} 1".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master)


def _place(column: str, row: str) -> bytes:
    return f"{column}\0{row}".encode()
