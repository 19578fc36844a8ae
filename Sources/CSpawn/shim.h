// Calls of glibc (2.34) that its headers hide from Swift.
#ifndef SIMSTRIP_CSPAWN_H
#define SIMSTRIP_CSPAWN_H

#include <spawn.h>

// A pipe whose ends no other program inherits, not even one that another thread starts in between.
extern int pipe2(int ends[2], int flags);

// Closes all files from a number on in the program that is started.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);

#endif
