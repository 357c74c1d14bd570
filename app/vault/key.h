/* The key itself, for the files of module vault alone. */
#ifndef AFTERWORD_VAULT_KEY_H
#define AFTERWORD_VAULT_KEY_H

#include "afterword/vault.h"

struct vault_key {
    uint8_t bytes[VAULT_KEY];
    /* What a signature needs beside the seed: half of its time goes into finding it. Known from the
     * first one on; both under a lock of key.c. */
    uint8_t sign_public[VAULT_PUBLIC];
    bool sign_public_known;
};

#endif
