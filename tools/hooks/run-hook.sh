# Read by the hooks in .husky, in the top folder of the working tree, with the hook's own arguments.
if [ -n "${CI:-}" ] && [ "$CI" != false ]; then exit 0; fi

# Editors and programs with windows start git without the shell's PATH: Node is found by its place. Where
# npm has none for this machine, the person's own will do when it is new enough.
node=node_modules/.bin/node
if [ ! -x "$node" ]; then
	node=node
	case $(node --version 2>/dev/null) in
	v2[4-9].* | v[3-9][0-9].*) ;;
	*) node= ;;
	esac
fi
if [ -z "$node" ] || [ ! -d node_modules/@modax ]; then
	echo 'TOOL_MISSING: the git hooks need the packages of this checkout, and they are not installed.' >&2
	echo '  Run `npm run setup`. To leave the hooks out this once, set HUSKY=0.' >&2
	exit 2
fi
# With a small young generation half of the start would go into collecting garbage.
exec "$node" --min-semi-space-size=16 tools/hooks/src/main.mjs "${0##*/}" "$@"
