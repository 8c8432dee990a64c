#!/usr/bin/env bash
# The steps of "Python CI Workflow" in the document that MODAX's pipeline began with, one after another, in
# each of the folders: what every ratio is measured by. Where the document goes on after a tool that found
# something, this does too; tests that fail make the time worthless and end it.
#   document-steps.sh <workspace> <folder for caches and reports> <project folder>...
set -u
for tool in flake8 black mypy bandit pytest; do
  command -v "$tool" >/dev/null || exit 127
done
workspace=$1
output=$2
shift 2
for project in "$@"; do
  cd "$workspace/$project" || exit 2
  own="$output/$project"
  mkdir -p "$own"
  export COVERAGE_FILE="$own/coverage"
  flake8 . --count --select=E9,F63,F7,F82 --show-source --statistics || exit 1
  flake8 . --count --exit-zero --max-complexity=10 --max-line-length=127 --statistics
  black --check --diff .
  mypy . --ignore-missing-imports --config-file "$workspace/pyproject.toml" --cache-dir "$own/mypy"
  bandit -r . -f json -o "$own/bandit.json"
  pytest -c "$workspace/pyproject.toml" --rootdir . -o cache_dir="$own/pytest" \
    --cov=. --cov-report="xml:$own/coverage.xml" --cov-report=term || exit 1
done
