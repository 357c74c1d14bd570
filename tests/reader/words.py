"""Words of people: the recovery paper and journal codes. Section 10 of docs/format.md."""
from pathlib import Path

from seals import Damaged, bare_hash

LIST = Path(__file__).resolve().parents[2] / "assets" / "words.txt"
LETTERS = "abcdefghjkmnpqrstuvwxyz"


def word_list():
    return LIST.read_text(encoding="ascii").split()


def word_number(listed, written):
    """The number of a word, which may be cut down to four letters."""
    for number, word in enumerate(listed):
        if word == written or len(written) >= 4 and word.startswith(written):
            return number
    raise Damaged("a word that is not in the list")


def seed_of_words(text):
    """The recovery seed that 24 words stand for."""
    listed, words = word_list(), text.split()
    if len(words) != 24:
        raise Damaged(f"the paper has 24 words and not {len(words)}")
    bits = 0
    for word in words:
        bits = bits << 11 | word_number(listed, word)
    raw = bits.to_bytes(33, "big")
    if raw[32] != bare_hash(raw[:32])[0]:
        raise Damaged("these words do not belong together")
    return raw[:32]


def words_of_seed(seed):
    words = word_list()
    bits = int.from_bytes(seed + bare_hash(seed)[:1], "big")
    return " ".join(words[bits >> 11 * (23 - place) & 2047] for place in range(24))


def check_letter(word, number):
    """The letter that ends a journal's code."""
    values = [ord(letter) - ord("a") for letter in word] + [number // 10, number % 10]
    return LETTERS[sum(place * value for place, value in enumerate(values, 1)) % 23]


def code_holds(code):
    """True of a code as it is written: word, number, letter."""
    parts = code.split(" ")
    if len(parts) != 3:
        return False
    word, number, letter = parts
    plain = word.isascii() and word.isalpha() and word.islower()
    return (plain and number.isascii() and number.isdigit() and len(number) == 2
            and number[0] != "0" and letter == check_letter(word, int(number)))
