#!/usr/bin/env bash
# What a job of the document installs before it begins: packages into an environment of its own, with pip.
#   document-install.sh <folder, made anew> <python> <pip's words>...
set -eu
folder=$1
python=$2
shift 2
rm -rf "$folder"
"$python" -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --upgrade pip
"$folder/bin/python" -m pip install --quiet "$@"
