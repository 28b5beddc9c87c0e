#!/bin/sh
# A database and a user for each service; run by the image when the volume is new.
set -eu

# Prints a service's password: of a secret of its own, or the one for everything: the image has read
# POSTGRES_PASSWORD_FILE, and unset it.
password_of() { # SERVICE
  if [ -e "/run/secrets/$1" ]; then cat "/run/secrets/$1"; else printf '%s' "$POSTGRES_PASSWORD"; fi
}

for service in producer consumer; do
  password=$(password_of "$service")
  psql -v ON_ERROR_STOP=1 -v service="$service" -v password="$password" --username postgres --dbname postgres << 'SQL'
create user :"service" password :'password';
create database :"service" owner :"service";
revoke connect on database :"service" from public;
SQL
done
