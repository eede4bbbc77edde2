#!/usr/bin/env bash
# Gives each login its password, once, when the database is made. logins.secret has one line a login: NAME PASSWORD.
set -euo pipefail
while read -r name password; do
    psql -X -q -v ON_ERROR_STOP=1 -U postgres -d postgres -v name="$name" -v password="$password" \
        <<<'ALTER ROLE :"name" PASSWORD :'"'password'"';'
done </run/secrets/logins
