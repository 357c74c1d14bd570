"""Certificates: who signed what, up to the clinic's pin. Section 6 of docs/format.md."""
from folder import before_signature
from seals import AUDIT, CLINIC, NONE, UNPLACED, column, message_hash, signature_holds

THERAPIST, PRESCRIBER, ADMIN, REGISTRAR, PLACING = 1, 2, 4, 8, 16
STEPS_MOST = 16
SIGNED_BY_ADMIN = {"staff", "kiosk", "revocation", "setting"}
CLINICS_OWN = {AUDIT, UNPLACED, CLINIC}


def journal_id(clinic, box):
    """A journal's id is of its first key."""
    return message_hash("journal-id", clinic, box)[:16]


class Chain:
    def __init__(self, folder):
        self.folder = folder
        self.clinic = folder.clinic
        self.meta = folder.row("meta", one=1)
        self.staff = {row["id"]: row for row in folder.rows("staff")}
        self.revoked = {
            row["subject"] for row in folder.rows("revocation") if self.holds("revocation", row)}

    def meta_holds(self):
        """True where the database is the clinic's that the pin names."""
        meta = self.meta
        if not meta or meta["clinic"] != self.clinic or meta["sign"] != self.folder.root:
            return False
        fields = [column(meta[name]) for name in ("one", "clinic", "day", "sign", "box")]
        return signature_holds(
            self.folder.root, meta["signature"], "meta", self.clinic, *fields)

    def signer_key(self, signer, needs_admin, steps):
        """The public key of a signer whose own certificate holds; None where it does not."""
        if signer == NONE:
            return self.folder.root
        member = self.staff.get(signer)
        if not member or needs_admin and not member["roles"] & ADMIN:
            return None
        return member["sign"] if self.holds("staff", member, steps) else None

    def holds(self, table, row, steps=0):
        """True where a certificate's signature, and its signer's, hold up to R.sign. `steps` counts
        the staff certificates on the way."""
        steps += table == "staff"
        if steps > STEPS_MOST:
            return False
        key = self.signer_key(row["signer"], table in SIGNED_BY_ADMIN, steps)
        return key is not None and signature_holds(
            key, row["signature"], table, self.clinic, before_signature(table, row))

    def given(self, epoch):
        """Who was given an epoch, or made it: its row in, ids out."""
        grants = [row for row in self.folder.rows("grant", journal=epoch["id"])
                  if row["epoch"] == epoch["epoch"] and self.holds("grant", row)]
        members, more = {NONE, epoch["signer"]}, True
        while more:
            more = {row["staff"] for row in grants if row["signer"] in members} - members
            members |= more
        return members

    def is_admin(self, member):
        return member == NONE or bool(
            self.member_key(member) and self.staff[member]["roles"] & ADMIN)

    def epoch_holds(self, row):
        """True where an epoch's certificate leads to the root, and to the journal's first."""
        while self.holds("journal", row):
            if row["id"] in CLINICS_OWN and row["epoch"] <= 1:
                return self.is_admin(row["signer"])
            if row["epoch"] <= 1:
                return row["id"] == journal_id(self.clinic, row["box"])
            if self.is_admin(row["signer"]):
                return True
            before = self.folder.row("journal", id=row["id"], epoch=row["epoch"] - 1)
            if not before or row["signer"] not in self.given(before):
                return False
            row = before
        return False

    def grant_holds(self, row):
        """True where it was signed by somebody who had the epoch to give."""
        epoch = self.folder.row("journal", id=row["journal"], epoch=row["epoch"])
        return bool(epoch and self.holds("grant", row) and row["signer"] in self.given(epoch))

    def kiosk_key(self, kiosk):
        """A kiosk's public key, where its certificate holds."""
        row = self.folder.row("kiosk", id=kiosk)
        return row["sign"] if row and self.holds("kiosk", row) else None

    def member_key(self, member):
        row = self.staff.get(member)
        return row["sign"] if row and self.holds("staff", row) else None

    def newest_epochs(self):
        """The newest row of each journal."""
        return list({row["id"]: row for row in self.folder.rows("journal")}.values())
