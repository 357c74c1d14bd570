"""From a passphrase or the paper to the keys of journals: section 12 of docs/format.md."""
import unicodedata

import seals
from folder import TABLES
from log import fold, line_holds
from seals import NONE, Damaged, WrongPassphrase, block, derive, message_hash, sized
from words import seed_of_words


class Keys:
    """The seeds of journals that somebody holds: {(journal, epoch): seed}."""

    def __init__(self, chain, receiver, pair):
        self.chain = chain
        self.folder = chain.folder
        self.pair = pair
        self.by_paper = receiver == NONE
        self.boxes, self.damaged = {}, []
        self.seeds = dict(self.open_seeds(receiver))
        self.last = fold(self.folder.rows("line"))

    def granted(self, wrap):
        """True where a grant that holds names this wrap; the paper needs none."""
        if self.by_paper:
            return True
        named = message_hash("key-seal", sized(wrap["sealed"]))
        grants = self.folder.rows(
            "grant", journal=wrap["object"], epoch=wrap["epoch"], staff=wrap["receiver"])
        return any(row["seal_hash"] == named and self.chain.grant_holds(row) for row in grants)

    def open_seeds(self, receiver):
        for wrap in self.folder.rows("key_seal", receiver=receiver, kind=seals.WRAP):
            expected = block(seals.WRAP, self.chain.clinic, wrap["owner"], wrap["object"],
                             wrap["epoch"])
            journal = self.folder.row("journal", id=wrap["object"], epoch=wrap["epoch"])
            try:
                seed = seals.open_seal(self.pair, expected, wrap["sealed"])
            except Damaged:
                seed = None
            believed = (seed and journal and self.chain.epoch_holds(journal)
                        and seals.journal_keys(seed)[0].public == journal["box"])
            if believed and self.granted(wrap):
                yield (wrap["object"], wrap["epoch"]), seed
            else:
                self.damaged.append(("key_seal", TABLES["key_seal"].subject(wrap)))

    def box(self, journal, epoch):
        """j.box of an epoch, or R.box for the journal of zeros; Damaged where we have not got it."""
        if journal == NONE and self.by_paper:
            return self.pair
        if (journal, epoch) not in self.seeds:
            raise Damaged("no key of this journal")
        return seals.journal_keys(self.seeds[journal, epoch])[0]

    def is_logged(self, table, row):
        """True where the fold has just this row, by a line that holds."""
        line = self.last.get((TABLES[table].number, TABLES[table].subject(row)))
        return (line is not None and line["digest"] == TABLES[table].digest(row)
                and line_holds(self.chain, line))


def by_passphrase(chain, name, passphrase):
    """The keys of the member of staff with this name."""
    wanted = unicodedata.normalize("NFKC", name).encode()
    member = next((row for row in chain.staff.values() if row["name"] == wanted), None)
    if not member or not chain.holds("staff", member) or member["id"] in chain.revoked:
        raise WrongPassphrase("nobody of that name can sign in")
    lock = chain.folder.row("lock", staff=member["id"])
    if not lock:
        raise Damaged("this member has no lock")
    key = seals.passphrase_key(passphrase, lock["salt"], lock["ops"], lock["mem"])
    seed, root = seals.open_lock(key, chain.clinic, lock)
    box = seals.Pair(derive(seed, "afwstaff", 1), "box")
    sign = seals.Pair(derive(seed, "afwstaff", 2), "sign")
    if root != chain.folder.root or (box.public, sign.public) != (member["box"], member["sign"]):
        raise Damaged("this lock is of another clinic or member")
    return Keys(chain, member["id"], box)


def by_paper(chain, words):
    """The keys of all journals, from the 24 recovery words."""
    seed = seed_of_words(words)
    box = seals.Pair(derive(seed, "afwrecov", 1), "box")
    sign = seals.Pair(derive(seed, "afwrecov", 2), "sign")
    if (sign.public, box.public) != (chain.folder.root, chain.meta["box"]):
        raise Damaged("this paper is another clinic's")
    return Keys(chain, NONE, box)
