// simstrip-hdf5 FILE                       lists what a file holds
// simstrip-hdf5 FILE DATASET whole|gaps    says where the samples of a dataset lie; with gaps, also of one with missing chunks
//
// The answer is on standard output; the exit status is 0 whatever the file is, so that another one is a failure of libhdf5.
#include "inspector.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int count, char **arguments) {
    if (count != 2 && count != 4) {
        fprintf(stderr, "simstrip-hdf5 is called by simstrip: FILE, or FILE DATASET whole|gaps\n");
        return 64;
    }
    limit_memory();
    printf("simstrip-hdf5 1\n");
    hid_t file = open_file(arguments[1]);
    if (count == 2) {
        list(file);
    } else {
        describe(file, arguments[2], strcmp(arguments[3], "gaps") == 0);
    }
    fflush(stdout);
    // What libhdf5 has open of a damaged file it need not close.
    _Exit(0);
}
