#!/bin/sh
# Builds Debian's libtiff with the coverage of libFuzzer and AddressSanitizer into a static library.
#
#   Tests/Fuzz/libtiff.sh FOLDER
#
# Makes FOLDER/libtiff.a. The source is fetched by apt from Debian's archive, with lists and a cache of its own: nothing
# of the machine's configuration is changed. Ends with 1, and says why, where the source cannot be had.
set -eu
mkdir -p "$1"
cd "$1"
[ -e libtiff.a ] && exit 0
refuse() {
    echo "libtiff is not instrumented: $1; the system's is fuzzed" >&2
    exit 1
}
command -v apt-get > /dev/null && command -v dpkg-source > /dev/null || refuse "no apt-get or no dpkg-source here"
headers=$(dpkg -L libtiff-dev 2> /dev/null | grep '/tiffconf\.h$') || refuse "libtiff-dev is not installed"
release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")

if [ ! -d source ]; then
    mkdir -p lists/partial cache/archives/partial
    {
        echo "deb-src http://deb.debian.org/debian $release main"
        echo "deb-src http://deb.debian.org/debian-security $release-security main"
    } > sources.list
    set -- -o "Dir::Etc::sourcelist=$PWD/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$PWD/lists" \
        -o "Dir::Cache=$PWD/cache" -o APT::Sandbox::User=root
    timeout 120 apt-get "$@" -qq update > apt.log 2>&1 || refuse "Debian's archive cannot be reached (apt.log)"
    timeout 120 apt-get "$@" -qq --download-only source tiff >> apt.log 2>&1 || refuse "no source of it (apt.log)"
    dpkg-source -x tiff_*.dsc source >> apt.log 2>&1 || refuse "its source cannot be unpacked (apt.log)"
fi
echo "libtiff of $(ls tiff_*.dsc), installed is $(dpkg-query -W -f '${Version}' libtiff-dev)"

# Codecs that the reader refuses need libraries of their own.
sed '/JBIG_SUPPORT/d; /LERC_SUPPORT/d' "$headers" > tiffconf.h
cat > tif_config.h << 'END'
#include <inttypes.h>
#define CCITT_SUPPORT 1
#define CHECK_JPEG_YCBCR_SUBSAMPLING 1
#define CHUNKY_STRIP_READ_SUPPORT 1
#define DEFER_STRILE_LOAD 1
#define HAVE_ASSERT_H 1
#define HAVE_FCNTL_H 1
#define HAVE_FSEEKO 1
#define HAVE_MMAP 1
#define HAVE_STRINGS_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_UNISTD_H 1
#define LZMA_SUPPORT 1
#define ZSTD_SUPPORT 1
#define PACKAGE "tiff"
#define PACKAGE_NAME "LibTIFF Software"
#define VERSION "4.5.0"
#define SIZEOF_SIZE_T 8
#define STRIP_SIZE_DEFAULT 8192
#define TIFF_MAX_DIR_COUNT 1048576
#define TIFF_SIZE_FORMAT "zu"
#define TIFF_SSIZE_FORMAT PRId64
END
rm -f ./*.o
for file in source/libtiff/*.c; do
    case $file in */tif_win32.c | */mkg3states.c | */mkspans.c) continue ;; esac
    clang -O1 -g -w -fsanitize=fuzzer-no-link,address -I. -Isource/libtiff -c -o "$(basename "$file" .c).o" "$file" \
        || refuse "$file cannot be compiled"
done
ar rcs libtiff.a ./*.o
