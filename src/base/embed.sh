#!/bin/sh
# SPDX-License-Identifier: ISC
# embed.sh HEADER NAME FILE... - writes the files as C strings to stdout: the
# definitions of NAME_files and NAME_count, which HEADER declares.
set -eu
LC_ALL=C
export LC_ALL

echo '/* made by embed.sh; do not edit */'
printf '#include "%s"\n' "$1"
printf 'const struct embedded %s_files[] = {\n' "$2"
name=$2
shift 2
for file in "$@"; do
	printf '{"%s",\n' "${file##*/}"
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/?/\\?/g' \
	    -e 's/^/"/' -e 's/$/\\n"/' "$file"
	printf ', %d},\n' "$(wc -c <"$file")"
done
echo '};'
printf 'const size_t %s_count = %d;\n' "$name" "$#"
