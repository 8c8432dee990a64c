#!/usr/bin/env bash
# A job's own checkout, and what it runs first there, with the caches of packages that a machine keeps.
#   checkout.sh <repository> <folder, made anew> [word of a command]...
set -eu
repository=$1
folder=$2
shift 2
rm -rf "$folder"
git clone --quiet --no-local "$repository" "$folder"
cd "$folder"
if [ "$#" -gt 0 ]; then "$@"; fi
