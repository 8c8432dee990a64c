#!/usr/bin/env bash
# Tools on one staged file, all at once, as a person would call them by hand.
#   hook-tools.sh <workspace> <folder of mypy's cache> <file> <tool>...
set -u
workspace=$1
cache=$2
file=$3
shift 3
cd "$workspace" || exit 2
export BLACK_CACHE_DIR="$cache/black"
project=$(cut -d/ -f1,2 <<<"$file")
processes=()
for tool in "$@"; do
  case $tool in
    black) black --quiet --check --config pyproject.toml "$file" & ;;
    flake8) flake8 --config .flake8 "$file" & ;;
    mypy)
      mypy --strict --config-file pyproject.toml --cache-dir "$cache" "$project/src" "$project/tests" &
      ;;
    trivy) trivy filesystem --quiet --scanners secret --cache-backend memory "$file" & ;;
    *) exit 2 ;;
  esac
  processes+=($!)
done
for process in "${processes[@]}"; do
  wait "$process" || exit 1
done
