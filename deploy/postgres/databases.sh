#!/bin/sh
# A database and a user for each service; run by the image when the volume is new.
set -eu

# The image has read POSTGRES_PASSWORD_FILE, and unset it.
password=$POSTGRES_PASSWORD
for service in producer consumer; do
  psql -v ON_ERROR_STOP=1 -v service="$service" -v password="$password" --username postgres --dbname postgres << 'SQL'
create user :"service" password :'password';
create database :"service" owner :"service";
revoke connect on database :"service" from public;
SQL
done
