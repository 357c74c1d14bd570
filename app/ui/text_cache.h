/* A cache bounded by bytes: what was not asked for longest goes first.
 *
 * A key is a run of bytes and is copied; a value is a block from memory_new()
 * that the cache owns. Both are wiped before they are freed, because both can
 * hold what a person wrote.
 *
 * A value that was found or put stays valid until the next put or clear.
 */
#ifndef AFTERWORD_UI_TEXT_CACHE_H
#define AFTERWORD_UI_TEXT_CACHE_H

#include <stddef.h>
#include <stdint.h>

struct text_cache_entry;

/* All zero but the limit is an empty cache. */
struct text_cache {
    size_t bytes_max;
    size_t bytes; /* keys and values held now */
    size_t n_entries;
    struct text_cache_entry **buckets;
    size_t n_buckets;
    struct text_cache_entry *newest, *oldest;
};

/* The value put under this key, or NULL; it counts as asked for now. */
void *
text_cache_find(struct text_cache *cache, const void *key, size_t key_length);
/* Puts a value of `length` bytes under a key that is not in the cache, dropping the oldest until
 * it fits. The newest is never dropped, even where it alone is over the limit. */
void
text_cache_put(
    struct text_cache *cache, const void *key, size_t key_length, void *value, size_t length);
/* From now on it holds no more than that. */
void
text_cache_limit(struct text_cache *cache, size_t bytes_max);
/* Wipes and frees every entry and the table. */
void
text_cache_clear(struct text_cache *cache);

#endif
