#include "ui/text_cache.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "afterword/base.h"

#define BUCKETS 512

struct text_cache_entry {
    struct text_cache_entry *next_in_bucket;
    struct text_cache_entry **link; /* what points to it in its bucket */
    struct text_cache_entry *newer, *older;
    uint64_t hash;
    size_t key_length;
    size_t length;
    void *value;
    uint8_t key[];
};

/* FNV-1a: short keys, no adversary who gains by a slow table of one person's own words. */
static uint64_t
hash_of(const uint8_t *key, size_t length)
{
    uint64_t hash = 14695981039346656037u;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ key[i]) * 1099511628211u;
    return hash;
}

static size_t
bytes_of(const struct text_cache_entry *entry)
{
    return sizeof(*entry) + entry->key_length + entry->length;
}

static struct text_cache_entry **
bucket_of(struct text_cache *cache, uint64_t hash)
{
    return &cache->buckets[hash % cache->n_buckets];
}

static void
link_bucket(struct text_cache *cache, struct text_cache_entry *entry)
{
    entry->link = bucket_of(cache, entry->hash);
    entry->next_in_bucket = *entry->link;
    if (entry->next_in_bucket)
        entry->next_in_bucket->link = &entry->next_in_bucket;
    *entry->link = entry;
}

static void
unlink_bucket(struct text_cache_entry *entry)
{
    *entry->link = entry->next_in_bucket;
    if (entry->next_in_bucket)
        entry->next_in_bucket->link = entry->link;
}

static void
unlink_age(struct text_cache *cache, struct text_cache_entry *entry)
{
    if (entry->newer)
        entry->newer->older = entry->older;
    else
        cache->newest = entry->older;
    if (entry->older)
        entry->older->newer = entry->newer;
    else
        cache->oldest = entry->newer;
    entry->newer = entry->older = NULL;
}

static void
link_newest(struct text_cache *cache, struct text_cache_entry *entry)
{
    entry->older = cache->newest;
    if (cache->newest)
        cache->newest->newer = entry;
    else
        cache->oldest = entry;
    cache->newest = entry;
}

static void
drop_oldest(struct text_cache *cache)
{
    struct text_cache_entry *entry = cache->oldest;

    assert(!entry->older);
    unlink_bucket(entry);
    unlink_age(cache, entry);

    cache->bytes -= bytes_of(entry);
    cache->n_entries--;
    memory_wipe(entry->value, entry->length);
    free(entry->value);
    memory_wipe(entry->key, entry->key_length);
    free(entry);
}

void *
text_cache_find(struct text_cache *cache, const void *key, size_t key_length)
{
    uint64_t hash = hash_of(key, key_length);

    if (cache->n_buckets == 0)
        return NULL;
    for (struct text_cache_entry *entry = *bucket_of(cache, hash); entry;
         entry = entry->next_in_bucket) {
        if (entry->hash != hash || entry->key_length != key_length ||
            memcmp(entry->key, key, key_length) != 0)
            continue;
        unlink_age(cache, entry);
        link_newest(cache, entry);
        return entry->value;
    }
    return NULL;
}

void
text_cache_put(
    struct text_cache *cache, const void *key, size_t key_length, void *value, size_t length)
{
    struct text_cache_entry *entry = memory_new(1, sizeof(*entry) + key_length);

    assert(value);
    if (!cache->buckets) {
        cache->buckets = memory_new(BUCKETS, sizeof(struct text_cache_entry *));
        cache->n_buckets = BUCKETS;
    }
    entry->hash = hash_of(key, key_length);
    entry->key_length = key_length;
    entry->length = length;
    entry->value = value;
    memcpy(entry->key, key, key_length);
    link_bucket(cache, entry);
    link_newest(cache, entry);
    cache->bytes += bytes_of(entry);
    cache->n_entries++;

    while (cache->bytes > cache->bytes_max && cache->oldest != entry)
        drop_oldest(cache);
}

void
text_cache_limit(struct text_cache *cache, size_t bytes_max)
{
    cache->bytes_max = bytes_max;
    while (cache->bytes > cache->bytes_max)
        drop_oldest(cache);
}

void
text_cache_clear(struct text_cache *cache)
{
    while (cache->oldest)
        drop_oldest(cache);
    assert(cache->bytes == 0 && cache->n_entries == 0);
    free(cache->buckets);
    cache->buckets = NULL;
    cache->n_buckets = 0;
}
