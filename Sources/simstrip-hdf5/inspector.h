// What the parts of simstrip-hdf5 share. The program looks at one HDF5 file with libhdf5 and prints where its samples lie; it
// prints none of them but the few of a compact dataset. docs/decisions/0014-hdf5-in-a-process-of-its-own.md says why.
#ifndef SIMSTRIP_HDF5_INSPECTOR_H
#define SIMSTRIP_HDF5_INSPECTOR_H

#include <hdf5.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdnoreturn.h>

// More axes than this no dataset here has.
enum { MOST_AXES = 8 };

// limits.c

// Before the file is open: memory, core dumps, plug-ins.
void limit_memory(void);
// Once it is: processor time by its size, no further file, no calls of the system but those for reading, memory and the answer.
void limit_everything_else(uint64_t file_bytes);

// file.c

// Opens a file by a driver of our own, which opens no other; ends the program where it is no HDF5 file.
hid_t open_file(const char *path);
// Makes the driver note reads of samples instead of doing them, or do them again.
void note_reads(bool on);
// The read that was noted: where in the file, and how many bytes; false where there was none.
bool noted_read(uint64_t *address, uint64_t *bytes);

// answer.c

// A text as one word: an equals sign, then its bytes, those that are no letters, digits or one of /._- as % and two digits.
void put_text(const char *text);
// The answer that there is none, with what libhdf5 says of it (as it is then known); ends the program.
noreturn void refuse(const char *kind, const char *message);
// What libhdf5 said of its last failure where it began.
const char *reason(void);

// types.c

// The type as one word: NumPy's name and le or be, or an equals sign and words for what no grey value is.
void put_type(hid_t type);
// One line of a dataset: path, rank, extents, type. Returns false where it cannot be read.
bool put_dataset(const char *path, hid_t dataset);
// The bytes of samples in memory as the file has them, in hexadecimal.
void put_bytes(const void *bytes, size_t count);

// values.c

// Whether an attribute or a dataset of this name may tell the voxel size, or which dataset is meant.
bool is_telling(const char *name);
// The telling attributes of an object.
void put_attributes(const char *path, hid_t object);
// The value of a small dataset.
void put_value(const char *path, hid_t dataset);

// walk.c

// Lists the datasets of a file, what may tell their voxel size, and links to other files.
void list(hid_t file);

// storage.c

// Says where the samples of a dataset lie.
void describe(hid_t file, const char *path, bool gaps_allowed);

#endif
