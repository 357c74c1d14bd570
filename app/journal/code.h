/* A journal's code as a person types it: a word, a number and a check letter, "maple 14 k". */
#ifndef AFTERWORD_JOURNAL_CODE_H
#define AFTERWORD_JOURNAL_CODE_H

#include <stdbool.h>

#define CODE_MAX 32

/* The code without blanks and in small letters. False when it can't be one. */
bool
code_fold(const char *code, char folded[CODE_MAX + 1]);

#endif
