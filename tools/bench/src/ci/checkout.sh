#!/usr/bin/env bash
# A job's own checkout, and what it runs first there, with what a machine keeps of packages.
#   checkout.sh <repository> <folder, made anew> [<archive of Node's packages, or ''> <word of a command>...]
set -eu
repository=$1
folder=$2
shift 2
rm -rf "$folder"
git clone --quiet --no-local "$repository" "$folder"
cd "$folder"
if [ "$#" -gt 0 ]; then
  if [ -n "$1" ]; then tar --extract --file="$1"; fi
  shift
  "$@"
fi
