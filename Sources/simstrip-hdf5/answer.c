// The answer on standard output: lines of words, described in Sources/VolumeIO/HDF5/Inspection/HDF5Answer.swift.
#include "inspector.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void put_text(const char *text) {
    putchar('=');
    for (const unsigned char *byte = (const unsigned char *)text; *byte; byte++) {
        if (*byte < 0x80 && (isalnum(*byte) || strchr("/._-", *byte))) {
            putchar(*byte);
        } else {
            printf("%%%02X", *byte);
        }
    }
}

noreturn void refuse(const char *kind, const char *message) {
    // Behind whatever of a line is there already.
    printf("\ne %s ", kind);
    put_text(message);
    putchar('\n');
    fflush(stdout);
    _Exit(0);
}

static herr_t take(unsigned depth, const H5E_error2_t *error, void *text) {
    (void)depth;
    // The first is where it began.
    if (*(char *)text == 0 && error->desc) { snprintf(text, 256, "%s", error->desc); }
    return 0;
}

const char *reason(void) {
    static char text[256];
    text[0] = 0;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take, text);
    return text[0] ? text : "it cannot be read";
}
