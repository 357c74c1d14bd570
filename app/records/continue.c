/* A new kiosk goes on where another stopped: in a folder that was restored, whose kiosk's key is in no
 * backup. An admin or the paper certifies it, and signs the line that its part of the log begins
 * with. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- who lets it -----------------------------------------------------------------------------*/

static struct records_session *
admin_session(
    struct records *records, const struct id *admin, const char *passphrase, struct fault *fault)
{
    struct records_session *session = NULL;

    if (!records_unlock(records, admin, passphrase, &session, fault))
        return NULL;
    if (!(session->roles & RECORDS_ADMIN)) {
        session_free(session);
        FAULT(fault, FAULT_ACCESS, "certify a kiosk", RECORDS_BACKUP_NOT_ADMIN);
        return NULL;
    }
    return session;
}

/* The paper signs as nobody of staff: its key is the clinic's root. */
static struct records_session *
paper_session(
    struct records *records, const struct bytes *words, const char *paper, struct fault *fault)
{
    struct vault_key *seed = vault_recovery_read(words, paper, fault);
    struct records_session *session = NULL;
    uint8_t public[VAULT_PUBLIC];
    struct vault_key *sign;

    if (!seed)
        return NULL;
    sign = vault_key_derive(seed, VAULT_RECOVERY_SIGN);
    vault_key_free(seed);
    vault_sign_public(sign, public);
    if (memcmp(public, records->root_sign, VAULT_PUBLIC) == 0) {
        session = memory_new(1, sizeof(*session));
        session->name = memory_string("the recovery paper");
        session->sign = sign;
        return session;
    }
    vault_key_free(sign);
    FAULT(fault, FAULT_PASSPHRASE, "find the clinic's root on the paper", 0);
    return NULL;
}

/* ---- the kiosk -------------------------------------------------------------------------------*/

static void
kiosk_row(struct records *records, struct records_session *who, struct store_row *row)
{
    uint8_t public[VAULT_PUBLIC];

    vault_sign_public(records->kiosk_sign, public);
    store_set_id(row, KIOSK_ID, &records->kiosk);
    store_set_blob(row, KIOSK_SIGN, public, sizeof(public));
    store_set_integer(row, KIOSK_DAY, clock_day());
    store_set_id(row, KIOSK_SIGNER, &who->member);
    sign_row(who, kiosk_message(records, row), row, KIOSK_SIGNER);
}

static bool
put_all(struct records *records, struct records_session *who, const struct id *before,
    struct fault *fault)
{
    struct store_row kiosk = {0};
    struct bytes subject = BYTES_EMPTY;
    bool put;

    bytes_append_sized(&subject, before->bytes, ID_LENGTH);
    kiosk_row(records, who, &kiosk);
    put = line_add(records, RECORDS_LINE_CONTINUES, who, "a kiosk goes on from a backup",
              STORE_KIOSK, &subject, NULL, fault) &&
          change_put(records, STORE_KIOSK, &kiosk, fault) && absent_say(records, fault);
    bytes_destroy(&subject);
    store_row_destroy(&kiosk);
    return put;
}

/* The key is in its place before its certificate: a key that nobody certified opens nothing, and the
 * next try replaces it. */
static bool
go_on(struct records *records, struct records_session *who, struct fault *fault)
{
    struct store_row line = {0};
    struct id before;

    if (!line_newest(records, NULL, &line, fault))
        return false;
    before = store_id(&line, LINE_KIOSK);
    store_row_destroy(&line);
    records->kiosk = vault_random_id();
    records->kiosk_sign = vault_key_random();
    records->write = true;
    if (!kiosk_key_write(records, fault) || !change_begin(records, who, fault))
        return false;
    if (!put_all(records, who, &before, fault)) {
        change_undo(records);
        return false;
    }
    return change_commit(records, fault);
}

static bool
open_restored(const char *folder, struct records **opened, struct fault *fault)
{
    const struct records_place place = {.folder = folder, .link = -1};
    struct records *records = *opened = records_new(&place);

    if (!pin_read(records, fault) || !store_open(folder, STORE_WRITE, &records->store, fault) ||
        !clinic_is_pinned(records, fault) || !absent_read(records, fault))
        return false;
    if (!records->absent)
        return FAULT(fault, FAULT_EXISTS, "let a kiosk go on where one writes", 0);
    return chain_read_tail(records, fault) && head_check(records, fault);
}

bool
records_is_restored(const char *folder)
{
    char *absent = file_path(folder, RECORDS_ABSENT), *key = file_path(folder, RECORDS_KIOSK_KEY);
    bool is = access(absent, F_OK) == 0 && access(key, F_OK) != 0;

    free(absent);
    free(key);
    return is;
}

bool
records_kiosk_continue(const char *folder, const struct id *admin, const char *passphrase,
    const struct bytes *words, const char *paper, struct fault *fault)
{
    struct records *records = NULL;
    struct records_session *who = NULL;
    char *absent = file_path(folder, RECORDS_ABSENT);
    bool done = open_restored(folder, &records, fault);

    if (done)
        who = paper ? paper_session(records, words, paper, fault)
                    : admin_session(records, admin, passphrase, fault);
    done = who && go_on(records, who, fault);
    session_free(who);
    records_close(records);
    // From here on the log says what is not there.
    if (done)
        done = (unlink(absent) == 0 || FAULT_ERRNO(fault, FAULT_DISK, "remove a small file")) &&
               file_folder_sync(absent, fault);
    free(absent);
    return done;
}
