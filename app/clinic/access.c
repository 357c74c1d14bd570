/* Who may open what: members of staff and their passphrases. */
#include "inside.h"

bool
clinic_ready(struct records *records, struct fault *fault)
{
    return records_ready(records, fault);
}

bool
clinic_unlock(struct records *records, const struct id *member, const char *passphrase,
    struct records_session **session, struct fault *fault)
{
    return records_unlock(records, member, passphrase, session, fault);
}

bool
clinic_confirm(
    struct records *records, const struct id *member, const char *passphrase, struct fault *fault)
{
    return records_confirm(records, member, passphrase, fault);
}

void
clinic_lock(struct records *records, struct records_session *session)
{
    records_lock(records, session);
}

const char *
clinic_session_name(const struct records_session *session)
{
    return records_session_name(session);
}

unsigned
clinic_session_roles(const struct records_session *session)
{
    return records_session_roles(session);
}

bool
clinic_sign_in_read(struct records *records, struct records_session *session,
    struct clinic_sign_in *sign_in, struct fault *fault)
{
    struct records_since since = {0};
    struct fault broken = FAULT_EMPTY;

    if (!records_since(records, session, &since, fault))
        return false;
    *sign_in = (struct clinic_sign_in){
        .last_ms = since.last_ms,
        .entries_since = since.entries,
        .wrong_tries = since.wrong_tries,
        .damaged = !records_newest_line_holds(records, &broken),
        .memory_unlocked = !records_memory_is_locked(records),
        .head_missing = records_head_was_missing(records),
    };
    return true;
}

bool
clinic_staff_add(struct records *records, struct records_session *admin, const char *name,
    unsigned roles, const char *passphrase, struct id *member, struct fault *fault)
{
    if (text_is_blank(name) || !text_is_plain(name, false))
        return FAULT(fault, FAULT_INPUT, "name a member of staff", 0);
    return records_member_add(records, admin, name, roles, passphrase, false, member, fault);
}

bool
clinic_staff_revoke(struct records *records, struct records_session *admin, const struct id *member,
    struct fault *fault)
{
    return records_member_revoke(records, admin, member, fault);
}

bool
clinic_passphrase_change(struct records *records, struct records_session *session,
    const char *passphrase, struct fault *fault)
{
    return records_passphrase_set(records, session, passphrase, fault);
}
