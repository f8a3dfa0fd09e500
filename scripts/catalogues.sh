#!/bin/sh
# Remakes the catalogues in resources/locale: finds what is said in the sources, brings the translations (.po) into
# step with it, and compiles them. Run it after a change to a text or a translation; tests/test_catalogues.py asks for it.
set -eu
cd "$(dirname "$0")/.."
pybabel() { .venv/bin/python -m babel.messages.frontend --quiet "$@"; }

locale=resources/locale
pybabel extract --no-default-keywords --keyword say --keyword say_n:1,2 --keyword say_p:1c,2 --add-location file --sort-by-file --no-wrap \
    --omit-header --output-file "$locale/facilitator_console.pot" facilitator_console
for language in uk ru; do
    po="$locale/$language/LC_MESSAGES/facilitator_console.po"
    pybabel update --domain facilitator_console --input-file "$locale/facilitator_console.pot" --output-file "$po" \
        --locale "$language" --no-fuzzy-matching --ignore-obsolete --no-wrap --ignore-pot-creation-date
done
.venv/bin/python hatch_build.py
