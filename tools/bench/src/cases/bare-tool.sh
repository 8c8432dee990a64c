#!/usr/bin/env bash
# One tool in each of the folders, one after another, as a person would call it by hand.
#   bare-tool.sh <tool> <workspace> <folder for caches and reports> <project folder>...
set -eu
tool=$1
workspace=$2
output=$3
shift 3
for project in "$@"; do
  cd "$workspace/$project"
  own="$output/$project"
  export BLACK_CACHE_DIR="$own/black"
  mkdir -p "$own"
  case $tool in
    flake8)
      flake8 . --isolated --disable-noqa --select=E9,F63,F7,F82
      flake8 . --config "$workspace/.flake8" --exit-zero
      ;;
    black) black --check --quiet --config "$workspace/pyproject.toml" . ;;
    mypy) mypy src tests --config-file "$workspace/pyproject.toml" --cache-dir "$own/mypy" ;;
    bandit) bandit --quiet -r src -f json -o "$own/bandit.json" ;;
    pytest)
      COVERAGE_FILE="$own/coverage" pytest -c "$workspace/pyproject.toml" --rootdir . \
        -o cache_dir="$own/pytest" --cov=src --cov-branch --cov-report="xml:$own/coverage.xml"
      ;;
    *) exit 2 ;;
  esac
done
