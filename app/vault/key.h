/* The key itself, for the files of module vault alone. */
#ifndef AFTERWORD_VAULT_KEY_H
#define AFTERWORD_VAULT_KEY_H

#include "afterword/vault.h"

struct vault_key {
    uint8_t bytes[VAULT_KEY];
};

#endif
