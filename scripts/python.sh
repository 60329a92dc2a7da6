# Find an interpreter of Python 3.11 or newer and call it $python. Sourced, from the repository root.
# PYTHON names one; without it, the usual names are tried.
python=
newest=
for name in ${PYTHON:-python3.11 python3 python3.12 python3.13 python}; do
    found=$("$name" -c 'import sys; print("%d.%d" % sys.version_info[:2], int(sys.version_info >= (3, 11)))' 2>/dev/null) || continue
    newest="$name is Python ${found% *}"
    if [ "${found#* }" = 1 ]; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    echo "Footnote needs Python 3.11 or newer, and ${newest:-${PYTHON:-python3} was not found}: install it, or name it with make PYTHON=/path/to/python3.11." >&2
    exit 1
fi
