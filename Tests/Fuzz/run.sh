#!/bin/sh
# Builds the reader with libFuzzer and AddressSanitizer, and libtiff with it where its source can be had (libtiff.sh), and
# runs it.
#
#   Tests/Fuzz/run.sh [SECONDS [FOLDER]]
#
# SECONDS: how long (600). FOLDER: where the build, the corpus and the findings go (.build/fuzz). Seeds are made by
# make_seeds.py; if SIMSTRIP_DATA names the folder of samples, tiff-valid and tiff-hostile are added. A finding is kept
# in FOLDER/findings; to see it again, give the file to FOLDER/FuzzReader.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-600}
folder=${2:-.build/fuzz}
yams=.build/checkouts/Yams/Sources
mkdir -p "$folder/modules" "$folder/seeds" "$folder/corpus" "$folder/findings"
[ -d "$yams" ] || swift package resolve

# A crash has to end the process; Swift's backtracer would keep it.
export SWIFT_BACKTRACE=enable=no
common="-O -g -parse-as-library -wmo -swift-version 6 -package-name simstrip -I $folder/modules -Xcc -I$yams/CYaml/include"
for module in CDeflate CLZMA CLibCrypto CLibTIFF CZlib CZstd; do
    common="$common -Xcc -fmodule-map-file=Sources/$module/module.modulemap"
done
module() { # NAME FLAGS SOURCES…: the object and the interface of a module
    name=$1 flags=$2
    shift 2
    # shellcheck disable=SC2086
    swiftc $common $flags -emit-module -emit-module-path "$folder/modules/$name.swiftmodule" \
        -emit-object -o "$folder/$name.o" -module-name "$name" "$@"
}
if [ ! -e "$folder/Yams.o" ]; then
    for source in "$yams"/CYaml/src/*.c; do
        clang -O2 -c "-I$yams/CYaml/include" -o "$folder/$(basename "$source" .c).c.o" "$source"
    done
    module Yams "-swift-version 5 -DSWIFT_PACKAGE" "$yams"/Yams/*.swift
fi
sources() { find "Sources/$1" -name '*.swift'; }
# shellcheck disable=SC2046
module VoxelCore "-sanitize=fuzzer,address" $(sources VoxelCore)
# shellcheck disable=SC2046
module VolumeIO "-sanitize=fuzzer,address" $(sources VolumeIO)
libraries="-ltiff -lcrypto -ldeflate -lzstd -llzma -lz"
if sh Tests/Fuzz/libtiff.sh "$folder/libtiff"; then
    # Ahead of the system's, which then has nothing to give.
    libraries="$folder/libtiff/libtiff.a -ljpeg $libraries -lm"
fi
# shellcheck disable=SC2086
swiftc $common -sanitize=fuzzer,address -module-name FuzzReader -o "$folder/FuzzReader" \
    Tests/Fuzz/FuzzReader.swift "$folder"/*.o $libraries

if command -v python3 > /dev/null; then python3 Tests/Fuzz/make_seeds.py "$folder/seeds"; fi
set -- "$folder/corpus" "$folder/seeds"
if [ -n "${SIMSTRIP_DATA:-}" ]; then
    for samples in "$SIMSTRIP_DATA/tiff-valid" "$SIMSTRIP_DATA/tiff-valid/seq" "$SIMSTRIP_DATA/tiff-hostile"; do
        [ -d "$samples" ] && set -- "$@" "$samples"
    done
fi
# Half a gigabyte and two seconds are what one file may cost; sanitized code is allowed five.
exec "$folder/FuzzReader" -max_total_time="$seconds" -rss_limit_mb=1024 -malloc_limit_mb=512 -timeout=5 \
    -max_len=65536 -print_final_stats=1 -artifact_prefix="$folder/findings/" "$@"
