/* A fresh folder for one test: 0700, under the temporary one. */
#ifndef AFTERWORD_TESTS_FOLDER_H
#define AFTERWORD_TESTS_FOLDER_H

#include <stdbool.h>

/* Free with test_folder_remove, which also frees the path. */
char *
test_folder_make(void);
void
test_folder_remove(char *path);

#endif
