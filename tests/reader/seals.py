"""Messages, keys, the binding block, SEAL and AEAD: sections 1 to 3 of docs/format.md."""
import hashlib
import hmac
import unicodedata

from nacl import bindings
from nacl.exceptions import CryptoError

NONE = bytes(16)
AUDIT, UNPLACED, CLINIC = (bytes(15) + bytes([number]) for number in (1, 2, 3))

LOCK, WRAP, NOTE_KEY, LINE_KEY, IDENTITY, LEAF, DRAFT_KEY, SNAPSHOT = range(1, 9)
CHUNK, SUMMARY, OPEN, CLOSED, PLACEMENT, CACHE, NOTE, LINE_BODY = range(9, 17)

KIB = 1024
PADDED_FROM = {
    IDENTITY: 2 * KIB, LEAF: KIB, SNAPSHOT: KIB, CHUNK: 4 * KIB, SUMMARY: 2 * KIB,
    OPEN: KIB, CLOSED: KIB, NOTE: KIB, LINE_BODY: KIB,
}
NEVER_LONGER = {IDENTITY, CHUNK, SUMMARY}
BLOB_MOST = 4 * KIB * KIB


class Damaged(Exception):
    """Something that is not what it says it is."""


class Newer(Exception):
    """Something that a newer Afterword wrote."""


class WrongPassphrase(Exception):
    """The passphrase is not this member's."""


def u32(number):
    return number.to_bytes(4, "little")


def u64(number):
    return (number & 0xFFFFFFFFFFFFFFFF).to_bytes(8, "little")


def sized(data):
    return u32(len(data)) + data


def column(value):
    """One column as it stands in a message."""
    return u64(value) if isinstance(value, int) else sized(value)


def columns(values):
    return b"".join(column(value) for value in values)


def bare_hash(data):
    return hashlib.blake2b(data, digest_size=32).digest()


def message_hash(label, *fields):
    return bare_hash(b"afterword/1/" + label.encode() + b"\0" + b"".join(fields))


def derive(key, context, number):
    salt = u64(number) + bytes(8)
    person = context.encode() + bytes(8)
    return hashlib.blake2b(key=key, salt=salt, person=person, digest_size=32).digest()


class Pair:
    """A key pair of X25519 (`box`) or Ed25519 (`sign`), from its seed."""

    def __init__(self, seed, use):
        self.seed = seed
        if use == "box":
            self.public, self.secret = bindings.crypto_box_seed_keypair(seed)
        else:
            self.public, self.secret = bindings.crypto_sign_seed_keypair(seed)


def journal_keys(seed):
    """j.box, CACHE, NAME and COURSE."""
    return Pair(derive(seed, "afwjourn", 1), "box"), *(
        derive(seed, "afwjourn", number) for number in (2, 3, 4))


def entry_keys(key):
    """SUMMARY, OPEN and CLOSED."""
    return tuple(derive(key, "afwentry", number) for number in (1, 2, 3))


def signature_holds(public, signature, label, *fields):
    if len(signature) != 64 or len(public) != 32:
        return False
    try:
        bindings.crypto_sign_open(signature + message_hash(label, *fields), public)
    except CryptoError:
        return False
    return True


def key_id(public):
    return bare_hash(public)[:16]


def block(kind, clinic, owner, thing, number, key=NONE):
    """The binding block: what a sealed thing is. `key` is the id of the public key of a SEAL."""
    return (b"AFTW" + bytes([1, kind, 1, 0]) + clinic + owner + thing + key + u64(number)
            + bytes(16))


def open_seal(pair, expected, sealed):
    """The 32 bytes of a SEAL. `expected` is its block, all but the key id."""
    if len(sealed) != 176 or not any(pair.public):
        raise Damaged("a sealed key is not 176 bytes")
    try:
        opened = bindings.crypto_box_seal_open(sealed, pair.public, pair.secret)
    except CryptoError:
        raise Damaged("a sealed key does not open") from None
    if opened[:4] == b"AFTW" and (opened[4] != 1 or opened[6:8] != b"\x01\x00"):
        raise Newer("format or suite of a sealed key")
    wanted = expected[:56] + key_id(pair.public) + expected[72:]
    if opened[:96] != wanted:
        raise Damaged("a sealed key is another's")
    return opened[96:]


def open_aead(key, expected, sealed, more=b""):
    """What an AEAD holds, with its padding. `more` is associated data after the block."""
    if len(sealed) < 2 + 24 + 16:
        raise Damaged("a sealed thing is too short")
    if sealed[:2] != b"\x01\x01":
        raise Newer("format or suite of a sealed thing")
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            sealed[26:], expected + more, sealed[2:26], key)
    except CryptoError:
        raise Damaged("a sealed thing does not open") from None


def padded_length(length, first):
    """The length of a text of `length` bytes once it is padded."""
    step = first
    while step <= length and step < 64 * KIB:
        step *= 2
    return step if step > length else (length // step + 1) * step


def pad(text, kind):
    first = PADDED_FROM[kind]
    room = padded_length(len(text), first)
    if kind in NEVER_LONGER and room != first:
        raise Damaged("too long to be sealed")
    return text + b"\x80" + bytes(room - len(text) - 1)


def unpad(padded):
    text = padded.rstrip(b"\0")
    if not text.endswith(b"\x80"):
        raise Damaged("no end of the text in its padding")
    return text[:-1]


def open_text(key, expected, sealed):
    """The text of an AEAD that is padded."""
    return unpad(open_aead(key, expected, sealed))


def passphrase_key(passphrase, salt, passes, kib):
    """PK: Argon2id over the text in NFKC."""
    if not 1 <= passes <= 20 or not 65536 <= kib <= 1048576 or len(salt) != 16:
        raise Damaged("a lock's numbers")
    text = unicodedata.normalize("NFKC", passphrase).encode()
    if not 1 <= len(passphrase.encode()) <= 4096 or not 1 <= len(text) <= 4096:
        raise WrongPassphrase("a passphrase has 1 to 4096 bytes")
    return bindings.crypto_pwhash_alg(
        32, text, salt, passes, kib * KIB, bindings.crypto_pwhash_ALG_ARGON2ID13)


def open_lock(key, clinic, lock):
    """Staff seed and R.sign's public key, from a row of `lock` and its passphrase key."""
    if not hmac.compare_digest(derive(key, "afwlock_", 2), lock["checkval"]):
        raise WrongPassphrase("that is not the passphrase")
    slot = bytes([lock["slot"]]) + bytes(15)
    opened = open_aead(derive(key, "afwlock_", 1), block(LOCK, clinic, lock["staff"], slot, 0),
                       lock["sealed"], lock["salt"] + u32(lock["ops"]) + u32(lock["mem"]))
    if len(opened) != 64:
        raise Damaged("a lock holds something else")
    return opened[:32], opened[32:]
