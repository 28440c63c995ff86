#!/bin/sh
# SPDX-License-Identifier: ISC
# embed.sh FILE... - writes embedded.c, the files as C strings, to stdout.
set -eu
LC_ALL=C
export LC_ALL

echo '/* made by embed.sh; do not edit */'
echo '#include "show/embedded.h"'
echo 'const struct embedded embedded_files[] = {'
for file in "$@"; do
	printf '{"%s",\n' "${file##*/}"
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/?/\\?/g' \
	    -e 's/^/"/' -e 's/$/\\n"/' "$file"
	printf ', %d},\n' "$(wc -c <"$file")"
done
echo '};'
printf 'const size_t embedded_count = %d;\n' "$#"
